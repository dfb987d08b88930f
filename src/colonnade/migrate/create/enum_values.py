"""Values of enums where they are no type of their own: in the column on MariaDB, in its rows alone on SQLite."""

from functools import partial
from typing import Any

import sqlalchemy as sa

from colonnade.errors import UsageError
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name, literal
from colonnade.migrate.create.operations import OneWay, Statement
from colonnade.migrate.create.types import altered


def complete(change: Change) -> None:
    """Give rows whose value is renamed the new one.

    Raises:
        UsageError: rows have a value that is removed.
    """
    if change.sides is None or change.backend == "postgresql":
        return
    for table, model in change.kept():
        there = {one["name"]: one for one in change.seen.get_columns(table.table, table.schema)}
        for column in model.columns:
            if isinstance(column.type, sa.Enum) and column.name in there:
                _of_column(change, table, column, there[column.name])


def _of_column(change: Change, table: Name, column: sa.Column[Any], there: Any) -> None:
    assert isinstance(column.type, sa.Enum)
    new, quoted = column.type.enums, change.quote(column.name)
    old = _values(change, table, column.name, there)
    gone = [value for value in old if value not in new]
    mapped = change.wishes.mapped([str(column.type.name)], gone, new)
    for value in gone:
        if value not in mapped:
            _refuse_used(change, table, column, value)
    if not mapped:
        return
    said = partial(literal, dialect=change.dialect)
    forth, back = (
        [
            f"UPDATE {change.sql(table)} SET {quoted} = {said(b)} WHERE {quoted} = {said(a)}"
            for a, b in pairs
        ]
        for pairs in (mapped.items(), [(b, a) for a, b in mapped.items()])
    )
    # MariaDB needs both values in the column while rows go from one to the other, in either direction.
    both: sa.Column[str] = sa.Column(
        column.name, sa.Enum(*dict.fromkeys([*old, *new])), nullable=column.nullable
    )
    wide = altered(table, both, there) if change.backend == "mysql" else None
    change.first(OneWay(wide), *(Statement(sql, of=table) for sql in forth))
    change.last(*(Statement("", sql, table) for sql in back), OneWay(None, wide))


def _values(change: Change, table: Name, column: str, there: Any) -> list[str]:
    """What the column may hold on MariaDB, and what its rows do on SQLite."""
    if isinstance(there["type"], sa.Enum):
        return list(there["type"].enums)
    if change.backend == "mysql":
        return []
    was, old = change.old_names(table, column)
    query = f"SELECT DISTINCT {change.quote(old)} FROM {change.sql(was)}"
    found = change.connection.exec_driver_sql(query).scalars()
    return sorted(str(value) for value in found if value is not None)


def _refuse_used(change: Change, table: Name, column: sa.Column[Any], value: str) -> None:
    name = getattr(column.type, "name", "")
    if change.has_rows(
        table, column.name, f"{change.quote(column.name)} = {literal(value, change.dialect)}"
    ):
        raise UsageError(
            f"{name} loses the value {value}, and rows of {table} have it.",
            f"Say what they get instead: --rename {name}.{value}={name}.OTHER.",
        )
