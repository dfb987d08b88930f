"""What the database has, and what the models say, both as the server itself tells it.

The models' tables are made in a scratch database of the same server, so that expressions, types and definitions can be
compared as the server writes them.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from colonnade.errors import SourceError
from colonnade.migrate.create.names import Name, Renames
from colonnade.migrate.create.renamed import in_text
from colonnade.schema.catalog import Catalog, Fact, catalog
from colonnade.schema.database.scratch import Scratch, make_tables, scratch

OURS = ("alembic_version", "colonnade_migration_journal")
"""Tables that no model describes."""

_CERTAIN = frozenset(
    {
        *("strict", "autoincrement", "without rowid", "inheritance", "unlogged"),
        *("primary key", "foreign key", "unique", "exclude"),
    }
)


@dataclass(frozen=True)
class Sides:
    """The two sides of a comparison.

    Attributes:
        has: what the database has, in new names where something is renamed.
        wants: what it would have if the models had made it.
        connection: to the database.
        models: to the scratch database with the models' tables.
        scratch: the scratch database.
        renames: what has another name now.
    """

    has: Catalog
    wants: Catalog
    connection: sa.Connection
    models: sa.Connection
    scratch: Scratch
    renames: Renames

    @property
    def dialect(self) -> str:
        """The dialect in SQLAlchemy's words."""
        return self.wants.dialect

    def missing(self, kind: str) -> list[Fact]:
        """What the models say and the database does not have."""
        return sorted(
            self.wants.facts.get(kind, frozenset()) - self.has.facts.get(kind, frozenset())
        )

    def excess(self, kind: str) -> list[Fact]:
        """What the database has and the models do not say."""
        return sorted(
            self.has.facts.get(kind, frozenset()) - self.wants.facts.get(kind, frozenset())
        )

    def emptied(self) -> Scratch:
        """The scratch database without the models' tables; nothing can be asked about those any more."""
        self.models.close()
        if self.dialect != "postgresql":
            self.scratch.reset()
        return self.scratch


@contextmanager
def sides(
    connection: sa.Connection, metadata: list[sa.MetaData], renames: Renames
) -> Iterator[Sides]:
    """Both sides.

    PostgreSQL takes tables back at a rollback, so there the models' tables are never committed: making and dropping a
    database is the longest part of a comparison.

    Args:
        connection: to the database.
        metadata: what the models say.
        renames: what has another name now.

    Raises:
        SourceError: this user may not make databases, or the server cannot make the models' tables.
    """
    with scratch(connection.engine.url) as made, made.engine.connect() as models:
        _make(models, connection, metadata)
        has = _in_new_names(catalog(connection.engine), renames)
        with models.begin_nested() as looking:
            wants = catalog(models)
            looking.rollback()
        yield Sides(has, wants, connection, models, made, renames)


def unwritten(sides: Sides) -> Iterator[str]:
    """What differs though nothing was found to be written, in tables that both sides have.

    Kinds whose words differ where nothing else does, as defaults, are not among these.
    """
    both = sides.has.facts["table"] & sides.wants.facts["table"]
    for kind in _CERTAIN & sides.wants.facts.keys():
        for words, facts in (("", sides.missing(kind)), ("no ", sides.excess(kind))):
            yield from (f"{words}{kind} {' '.join(one)}" for one in facts if one[:1] in both)


def _make(models: sa.Connection, live: sa.Connection, metadata: list[sa.MetaData]) -> None:
    """Make the models' tables, with the extensions that the database has."""
    extensions: Iterable[str] = ()
    if live.dialect.name == "postgresql":
        extensions = live.exec_driver_sql("SELECT extname FROM pg_extension").scalars()
    try:
        make_tables(models, metadata, extensions)
    except SQLAlchemyError as error:
        what = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise SourceError(
            f"The tables of the models cannot be made: {what}.",
            "Mend the models, until metadata.create_all() runs on an empty database.",
        ) from error


def _in_new_names(found: Catalog, renames: Renames) -> Catalog:
    if not (renames.tables or renames.columns):
        return found
    names = {_full(found, old): _full(found, new) for old, new in renames.tables.items()}
    columns = {_full(found, table): columns for table, columns in renames.columns.items()}
    facts = {
        kind: frozenset(_fact(one, names, columns) for one in there)
        for kind, there in found.facts.items()
    }
    return Catalog(found.dialect, facts)


def _full(found: Catalog, name: Name) -> str:
    """A table's name in facts."""
    return (
        f"{name.schema or 'public'}.{name.table}" if found.dialect == "postgresql" else name.table
    )


def _fact(one: Fact, names: dict[str, str], columns: dict[str, dict[str, str]]) -> Fact:
    table, column = one[0], ""
    if table.count(".") > 1:
        table, _, column = table.rpartition(".")
    was, table = table, names.get(table, table)
    mine = columns.get(table, {})
    rest = tuple(in_text(in_text(part, names), mine) for part in one[1:])
    if not column:
        return (table, *rest)
    now = mine.get(column, column)
    old, new = (f"{of.rpartition('.')[2]}_{name}_seq" for of, name in ((was, column), (table, now)))
    return (f"{table}.{now}", *(_of_sequence(part, old, new) for part in rest))


def _of_sequence(sql: str, old: str, new: str) -> str:
    """A default from a sequence that is named after a column, and is renamed with it."""
    said = new if re.fullmatch("[a-z_][a-z0-9_]*", new) else f'"{new}"'
    return re.sub(rf"""(?<!\w)"?{re.escape(old)}"?(?=')""", lambda _: said, sql)
