"""Where columns move to."""

from dataclasses import replace

import sqlalchemy as sa

from colonnade.errors import UsageError
from colonnade.migrate.expand.column import Column, read, table_of
from colonnade.migrate.expand.moving import Move
from colonnade.migrate.expand.row_security import Protected


def home_of(columns: tuple[Column, ...], said: str) -> Move:
    """The move of columns to a table.

    Args:
        columns: of one table.
        said: the name of the other table, with a schema or without; it is made where it is not there.

    Raises:
        UsageError: a default differs from row to row, or the table is there and cannot take them.
    """
    first = columns[0]
    for column in columns:
        _refuse_changing(column)
    schema, _, name = said.rpartition(".")
    triggers = f"{first.table.name}_{name}"[:50]
    schema = schema or first.table.schema or ""
    if sa.inspect(first.engine).has_table(name, schema=schema or None):
        return _there(columns, f"{schema}.{name}" if schema else name, triggers)
    table = sa.Table(name, sa.MetaData(), schema=schema or None)
    home = replace(first, table=table, protected=Protected())
    return Move(columns, home, tuple(first.keys), triggers)


def _refuse_changing(column: Column) -> None:
    """Refuse a default that is another one each time: nobody could tell that a row says nothing but it."""
    if not column.default:
        return
    same = f"SELECT CAST(({column.default}) AS char(99)) = CAST(({column.default}) AS char(99))"
    with column.engine.connect() as connection:
        counted = "nextval(" in column.default
        if counted or not connection.scalar(sa.text(same)):
            raise UsageError(
                f"The default of {column.table.name}.{column.name} differs from row to row.",
                "Drop the default first, and let the application say it.",
            )


def _there(columns: tuple[Column, ...], said: str, triggers: str) -> Move:
    first = columns[0]
    table = table_of(first.engine, said)
    for column in columns:
        if column.name in table.columns:
            raise UsageError(
                f"Table {said!r} has a column {column.name!r} already.",
                "Give the one that moves another name first: colonnade migrate expand rename.",
            )
    links = _links(first, table, said)
    home = read(first.engine, table, links[0])
    if first.protected.enabled and not home.protected.enabled:
        raise UsageError(
            f"Policies protect the rows of {first.table.name}, and none those of {said}.",
            f"Enable row security of {said} first.",
        )
    taken = {*links, *(column.name for column in columns)}
    makes = all(_may_be_left_out(one) for one in table.columns if one.name not in taken)
    return Move(columns, home, tuple(map(first.quote, links)), triggers, there=True, makes=makes)


def _links(first: Column, table: sa.Table, said: str) -> list[str]:
    """The columns of a table that hold the key of the first one, once each."""
    keys = [one.name for one in first.table.primary_key]
    for constraint in table.foreign_key_constraints:
        pairs = {one.column.name: one.parent.name for one in constraint.elements}
        refers = constraint.referred_table.fullname == first.table.fullname
        if refers and set(pairs) == set(keys) and _is_unique(table, set(pairs.values())):
            return [pairs[key] for key in keys]
    raise UsageError(
        f"Table {said!r} is there, and has no unique foreign key to {first.table.name}.",
        "Give it one, or name a table that is not there.",
    )


def _is_unique(table: sa.Table, names: set[str]) -> bool:
    found = [table.primary_key, *table.constraints, *(one for one in table.indexes if one.unique)]
    kinds = (sa.PrimaryKeyConstraint, sa.UniqueConstraint, sa.Index)
    return any({c.name for c in one.columns} == names for one in found if isinstance(one, kinds))


def _may_be_left_out(column: sa.Column[object]) -> bool:
    made = column.server_default is not None or column.computed is not None
    counted = column.primary_key and column.autoincrement is True
    return bool(column.nullable or made or column.identity is not None or counted)
