"""Tables and columns that a revision drops, and those that take their place."""

from collections.abc import Iterator

from sqlalchemy import Table

from colonnade.migrate.roundtrip.losses import losses
from colonnade.migrate.roundtrip.state import State


def renamed(before: State, there: State) -> list[tuple[str, str]]:
    """Tables and columns that are dropped while a like one is added: (old, new)."""
    return [*_tables_renamed(before, there), *_columns_renamed(before, there)]


def emptied(before: State, there: State, after: State) -> Iterator[str]:
    """Tables and columns that had values, were dropped, and came back without them."""
    lost = {(loss.table, loss.column) for loss in losses(before, after)}
    for key, table in before.tables.items():
        if key not in there.tables:
            if (table.fullname, "") in lost:
                yield table.fullname
            continue
        for column in table.columns:
            name = f"{table.fullname}.{column.name}"
            if column.name not in there.tables[key].c and (table.fullname, name) in lost:
                yield name


def _tables_renamed(before: State, there: State) -> Iterator[tuple[str, str]]:
    gone = [table for key, table in before.tables.items() if key not in there.tables]
    new = [table for key, table in there.tables.items() if key not in before.tables]
    for table in gone:
        for other in new:
            if _shape(table) == _shape(other):
                yield table.fullname, other.fullname


def _columns_renamed(before: State, there: State) -> Iterator[tuple[str, str]]:
    for key, table in before.tables.items():
        now = there.tables.get(key)
        if now is None:
            continue
        new = [column for column in now.columns if column.name not in table.c]
        for column in table.columns:
            for other in new:
                if column.name not in now.c and str(column.type) == str(other.type):
                    yield f"{table.fullname}.{column.name}", f"{now.fullname}.{other.name}"


def _shape(table: Table) -> set[tuple[str, str]]:
    return {(column.name, str(column.type)) for column in table.columns}
