"""The database compared with the models by Alembic, with new names where something is renamed."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from alembic.autogenerate import comparators, produce_migrations
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import UpgradeOps
from alembic.runtime.migration import MigrationContext
from alembic.util import DispatchPriority, PriorityDispatchResult
from sqlalchemy import Connection, MetaData

from colonnade.errors import MigrationError
from colonnade.migrate.create.names import Renames
from colonnade.migrate.create.renamed import renamed
from colonnade.migrate.project import Migrations

_SKIPPED = "Skipped unsupported reflection of expression|autogenerate skipping metadata-specified"
"""What others say of indexes that are compared by the server's words here."""

_renames: ContextVar[Renames | None] = ContextVar("renames", default=None)


@contextmanager
def seen_with(renames: Renames) -> Iterator[None]:
    """Let Alembic compare as if renames had been done."""
    token = _renames.set(renames)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", _SKIPPED)
            yield
    finally:
        _renames.reset(token)


@comparators.dispatch_for("schema", priority=DispatchPriority.FIRST)
def _see(
    context: AutogenContext, upgrade: UpgradeOps, schemas: set[str | None]
) -> PriorityDispatchResult:
    renames = _renames.get()
    if renames is not None and context.connection is not None:
        vars(context)["inspector"] = renamed(context.connection, renames)
        schemas |= {new.schema for new in renames.tables.values()}
    return PriorityDispatchResult.CONTINUE


def metadata_of(context: MigrationContext) -> list[MetaData]:
    """What the models say, as `env.py` gave it."""
    given = context.opts["target_metadata"]
    return [given] if isinstance(given, MetaData) else list(given or [])


def connection_of(context: MigrationContext) -> Connection:
    """The connection of a context.

    Raises:
        MigrationError: there is none.
    """
    if context.connection is None:
        raise MigrationError("env.py has no connection to compare the models with.")
    return context.connection


def compared(migrations: Migrations, renames: Renames) -> tuple[UpgradeOps, Connection]:
    """What Alembic finds, and the connection it used, which is closed.

    Raises:
        MigrationError: the database is not at the newest revision, or `env.py` is wrong.
    """
    found: list[tuple[UpgradeOps, Connection]] = []

    def compare(at: Any, context: Any) -> list[Any]:
        at_newest(migrations, at)
        with seen_with(renames):
            script = produce_migrations(context, context.opts["target_metadata"])
        assert script.upgrade_ops is not None
        found.append((script.upgrade_ops, connection_of(context)))
        return []

    migrations.run(compare, dont_mutate=True)
    return found[0]


def at_newest(migrations: Migrations, at: Any) -> None:
    """Refuse to compare a database that does not have all revisions, and to build a revision on several.

    Raises:
        MigrationError: it is not at the newest revision, or there are several.
    """
    script = migrations.script
    if len(heads := script.get_heads()) > 1:
        raise MigrationError(
            f"There are several heads: {', '.join(heads)}.",
            'Bring them together first: colonnade migrate merge "Merge branches".',
        )
    if set(script.get_revisions(at)) != set(script.get_revisions("heads")):
        raise MigrationError(
            "The database is not at the newest revision, so what is new cannot be told.",
            "Run first: colonnade migrate upgrade.",
        )
