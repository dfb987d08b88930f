"""A first run on empty tables: what the database looks like before and after, and which tables the revisions speak of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import (
    Connection,
    Constraint,
    Engine,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    inspect,
)

from colonnade.errors import MigrationError
from colonnade.migrate.journal import is_change
from colonnade.migrate.rehearsal.chosen import Chosen
from colonnade.migrate.rehearsal.rows.samples import Sample, samples
from colonnade.migrate.roundtrip.steps import Steps
from colonnade.schema.database import read_connection


@dataclass(frozen=True)
class Schema:
    """What the database looks like at one moment.

    Attributes:
        metadata: its tables, without Alembic's own.
        samples: a row of each that the database takes.
        views: its views, which are read.
    """

    metadata: MetaData
    samples: dict[str, Sample]
    views: list[Table] = field(default_factory=list[Table])


@dataclass(frozen=True)
class Preview:
    """What a first run has shown.

    Attributes:
        old: before the revisions.
        new: after them.
        touched: the tables that were there before and that a statement speaks of, by `Table.key`.
        count: how many statements the revisions have.
    """

    old: Schema
    new: Schema
    touched: set[str]
    count: int


def preview(steps: Steps, engine: Engine, chosen: Chosen) -> Preview:
    """Run the revisions on an empty database, which they are left in.

    Raises:
        MigrationError: a revision fails without any rows.
    """
    steps.begin()
    steps.all_up(chosen.before)
    old = _schema(engine, steps)
    said: list[str] = []
    for script in chosen.rehearsed:
        if failure := steps.up(script):
            raise MigrationError(
                f"Revision {script.revision} fails on empty tables: {failure.said}.",
                "Mend it first; colonnade migrate test shows more.",
            )
        said += steps.statements
    touched = {key for key, table in old.metadata.tables.items() if _speaks(said, _names(table))}
    changes = [one for one in said if is_change(one) and steps.version_table not in one]
    return Preview(old, _schema(engine, steps), touched, len(changes))


def tables_of(connection: Connection, version_table: str) -> MetaData:
    """The tables of a database now, without Alembic's own."""
    metadata = read_connection(connection)
    for table in list(metadata.tables.values()):
        if table.name == version_table:
            metadata.remove(table)
    return metadata


def _schema(engine: Engine, steps: Steps) -> Schema:
    with engine.connect() as connection:
        metadata = tables_of(connection, steps.version_table)
        views = _views(connection)
    for models in steps.metadata:
        _refer(metadata, models)
    return Schema(metadata, samples(engine, metadata), views)


def _refer(metadata: MetaData, models: MetaData) -> None:
    """Let columns refer to what the models say they do, where no constraint of the database says so yet."""
    for key in metadata.tables.keys() & models.tables.keys():
        table, known = metadata.tables[key], _references(metadata.tables[key])
        for names, targets in _references(models.tables[key]) - known:
            there = (target.rpartition(".") for target in targets)
            if set(names) <= set(table.columns.keys()) and all(
                of in metadata.tables and name in metadata.tables[of].columns
                for of, _, name in there
            ):
                table.append_constraint(ForeignKeyConstraint(names, targets))


def _references(table: Table) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {
        (
            tuple(one.column_keys),
            tuple(f"{each.column.table.key}.{each.column.name}" for each in one.elements),
        )
        for one in table.foreign_key_constraints
    }


def _views(connection: Connection) -> list[Table]:
    inspector = inspect(connection)
    names = inspector.get_view_names()
    if connection.dialect.name == "postgresql":
        names += inspector.get_materialized_view_names()
    apart = MetaData()
    return [Table(name, apart, autoload_with=connection) for name in sorted(names)]


def _names(table: Table) -> list[str]:
    """The names by which a statement may speak of a table: its own, those of its indexes and constraints."""
    indexes, constraints = ([*map(_name, every)] for every in (table.indexes, table.constraints))
    return [name for name in (table.name, *indexes, *constraints) if name]


def _name(thing: Index | Constraint) -> str:
    return str(thing.name or "")


def _speaks(statements: Iterable[str], names: Iterable[str]) -> bool:
    word = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    return any(word.search(statement) for statement in statements)
