"""A backfill from what a person typed."""

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import NoSuchTableError

from colonnade.errors import ConfigurationError, UsageError
from colonnade.migrate.expand.backfill import Backfill
from colonnade.schema.database.connect import sync_url


def prepared(
    url: str, table: str, values: tuple[str, ...], where: str
) -> tuple[Engine, Backfill, int]:
    """The engine, the work, and about how many rows the table has.

    Args:
        url: the database.
        table: its table, with a schema or without.
        values: `column=sql` for each column to fill.
        where: SQL that says which rows.

    Raises:
        ConfigurationError: the URL is none.
        UsageError: there is no such table or column, or a value is not `column=sql`.
    """
    engine = engine_of(url)
    schema, _, name = table.rpartition(".")
    try:
        found = sa.Table(name, sa.MetaData(), schema=schema or None, autoload_with=engine)
    except NoSuchTableError:
        raise UsageError(
            f"There is no table {table!r}.", "Look at the name and at the schema."
        ) from None
    work = Backfill(found, dict(map(_pair, values)), where)
    return engine, work, _about(engine, found)


def engine_of(url: str) -> Engine:
    """An engine for a database by its URL.

    Raises:
        ConfigurationError: there is no URL, or it is none.
    """
    if not url:
        raise ConfigurationError(
            "There is no database to work on.", "Set DATABASE_URL, or pass --url."
        )
    return sa.create_engine(sync_url(url), hide_parameters=True)


def _about(engine: Engine, table: sa.Table) -> int:
    """How many rows a table has: what PostgreSQL believes, as counting takes minutes on a large table."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            name = engine.dialect.identifier_preparer.format_table(table)
            believed = sa.text(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(:name)"
            )
            if (rows := connection.scalar(believed, {"name": name}) or 0) > 0:
                return int(rows)
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _pair(said: str) -> tuple[str, str]:
    column, equals, sql = said.partition("=")
    if not equals or not sql.strip():
        raise UsageError(f"--set {said!r} is not COLUMN=SQL.", 'Write --set "name=lower(email)".')
    return column.strip(), sql.strip()
