"""Which revisions are rehearsed, and which only run before them."""

from dataclasses import dataclass
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import Script
from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from colonnade.errors import UsageError
from colonnade.migrate.project import Migrations
from colonnade.migrate.roundtrip.chain import in_order
from colonnade.schema.database.connect import sync_url


@dataclass(frozen=True)
class Chosen:
    """The revisions of a rehearsal, in order.

    Attributes:
        before: those that only run.
        rehearsed: those that are rehearsed.
        newest: whether nothing comes after them, so that the models are what they lead to.
    """

    before: list[Script]
    rehearsed: list[Script]
    newest: bool

    @property
    def begins_at(self) -> set[str]:
        """The revisions that a database is at when only those before have run."""
        built_on = {name for one in self.before for name in one._all_down_revisions}
        return {one.revision for one in self.before} - built_on


def at_of(migrations: Migrations, url: str | URL) -> tuple[str, ...] | None:
    """The revisions that a database is at; None when it cannot be asked.

    `env.py` says what Alembic's table is called and does not connect to this database: what it imports reads
    `DATABASE_URL` once in a process, and the rehearsal has another.

    Args:
        migrations: the project's, on the scratch database.
        url: the database.
    """
    table: dict[str, Any] = {}

    def look(at: Any, context: MigrationContext) -> list[Any]:
        table["version_table"] = context.version_table
        table["version_table_schema"] = context.version_table_schema
        return []

    migrations.run(look, dont_mutate=True)
    engine = create_engine(sync_url(make_url(url)), hide_parameters=True, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection, opts=table).get_current_heads()
    except SQLAlchemyError:
        return None


def chosen(migrations: Migrations, at: tuple[str, ...] | None, revision: str | None) -> Chosen:
    """Choose the revisions.

    Args:
        migrations: the project's.
        at: where its database is; None when nobody knows.
        revision: the one to rehearse; those that the database does not have without it, or the newest.

    Raises:
        UsageError: there are no revisions, or not this one.
    """
    scripts = in_order(migrations)
    if not scripts:
        raise UsageError("There are no revisions.", "Write one: colonnade migrate create.")
    if revision is None:
        pending = _pending(migrations, scripts, at) or scripts[-1:]
    else:
        pending = [one for one in scripts if one.revision.startswith(revision)][:1]
        if not pending:
            raise UsageError(
                f"There is no revision {revision}.", "List them: colonnade migrate history."
            )
    first = scripts.index(pending[0])
    before = [one for one in scripts[:first] if one not in pending]
    return Chosen(before, pending, pending[-1] is scripts[-1])


def _pending(
    migrations: Migrations, scripts: list[Script], at: tuple[str, ...] | None
) -> list[Script]:
    if not at:
        return []
    done = {one.revision for one in migrations.script.iterate_revisions(at, "base")}
    return [one for one in scripts if one.revision not in done]
