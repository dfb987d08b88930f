"""A new revision run on a scratch database, up and down, and compared with what the models say.

What Alembic and Colonnade overlook is found here, because the server tells what it has.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from colonnade.errors import ColonnadeError
from colonnade.migrate.create.sides import OURS
from colonnade.migrate.project import Migrations
from colonnade.schema.catalog import Catalog, Fact, catalog
from colonnade.schema.database.scratch import Scratch

BY_HAND = frozenset(
    {
        *("trigger", "function", "view", "policy", "row security", "sequence", "domain", "enum"),
        *("schema", "foreign table", "partition", "virtual table"),
    }
)
"""Kinds that revisions make by hand: what the models do not say of them is no mistake."""


class Unverified(Exception):
    """Why a revision could not be tried."""


def verified(migrations: Migrations, empty: Scratch, revision: str, wants: Catalog) -> list[str]:
    """What a new revision does not do, or does not take back.

    All revisions before it are run on an empty database, then it, then back.

    Args:
        migrations: the project's.
        empty: the database.
        revision: the new revision.
        wants: what the database would have if the models had made it.

    Raises:
        Unverified: the revisions before it cannot be run on an empty database.
    """
    with empty.engine.connect() as connection, _as_database(migrations, empty.url):
        script = ScriptDirectory.from_config(migrations.config)
        fresh = Migrations(migrations.config, script)
        before = script.get_revision(revision).down_revision
        if before is not None:
            _run(fresh, connection, before, "an earlier revision cannot be run")
        old = catalog(connection.engine)
        try:
            _run(fresh, connection, revision)
        except (SQLAlchemyError, ColonnadeError) as error:
            return [f"The revision cannot be run: {_reason(error)}"]
        found = list(differences(wants, catalog(connection.engine)))
        try:
            _run(fresh, connection, before, down=True)
        except (SQLAlchemyError, ColonnadeError) as error:
            return [*found, f"The revision cannot be taken back: {_reason(error)}"]
        back = differences(old, catalog(connection.engine), both=True)
        return [*found, *(f"The downgrade does not bring back {one}" for one in back)]


def _run(
    migrations: Migrations, connection: sa.Connection, to: Any, why: str = "", *, down: bool = False
) -> None:
    """Run revisions on the scratch database, and on no other one."""

    def plan(at: Any, context: Any) -> Any:
        if context.connection is None or context.connection.engine.url != connection.engine.url:
            raise Unverified(
                'env.py does not take the connection in config.attributes["connection"]'
            )
        script = migrations.script
        return script._downgrade_revs(to or "base", at) if down else script._upgrade_revs(to, at)

    connection.rollback()
    migrations.config.attributes["connection"] = connection
    try:
        migrations.run(plan, destination_rev=to)
    except (SQLAlchemyError, ColonnadeError) as error:
        if isinstance(
            error.__cause__, Unverified
        ):  # env.py stands between, as with an async engine
            raise error.__cause__ from error
        if why:
            raise Unverified(f"{why} on an empty database: {_reason(error)}") from error
        raise
    finally:
        del migrations.config.attributes["connection"]
    connection.commit()


@contextmanager
def _as_database(migrations: Migrations, url: sa.URL) -> Iterator[None]:
    """Let an `env.py` that reads DATABASE_URL see the scratch database, silently."""
    there = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url.render_as_string(hide_password=False)
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        del os.environ["DATABASE_URL"]
        if there is not None:
            os.environ["DATABASE_URL"] = there


def differences(wants: Catalog, has: Catalog, *, both: bool = False) -> Iterator[str]:
    """What one side has and the other does not, in words.

    Args:
        wants: how it should be.
        has: how it is.
        both: whether what is made by hand has to be the same as well.
    """
    for kind in sorted(wants.facts):
        if kind.endswith(" name"):  # what has no name in the models is named by the server
            continue
        missing = _of_models(wants.facts[kind] - has.facts.get(kind, frozenset()), wants)
        excess = _of_models(has.facts.get(kind, frozenset()) - wants.facts[kind], has)
        for one in missing:
            other = next((fact for fact in excess if fact[:-1] == one[:-1]), None)
            instead = f", not {other[-1]}" if other else ""
            yield f"{kind} {' '.join(one)}{instead}"
            excess = [fact for fact in excess if fact is not other]
        if both or kind not in BY_HAND:
            yield from (f"no {kind} {' '.join(one)}" for one in excess)


def _of_models(facts: frozenset[Fact], side: Catalog) -> list[Fact]:
    """The facts that models can say."""
    # MariaDB makes an index for each foreign key, and names it by what was there before.
    keys = {one[:2] for one in side.facts["foreign key"]} if side.dialect == "mysql" else set()
    return sorted(
        fact
        for fact in facts
        if not {*fact[0].split("."), *fact[:1]} & {*OURS}
        and not (len(fact) > 4 and fact[2] == "-" and (fact[0], fact[4]) in keys)
    )


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
