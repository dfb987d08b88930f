"""A table whose key is a number gets UUIDs, and so does every column that refers to it.

The old version knows rows by their number, the new one by their UUID, until the numbers are dropped.
"""

from dataclasses import replace

import sqlalchemy as sa

from colonnade.migrate.expand.column import Column, referring
from colonnade.migrate.expand.constraints import (
    enforced,
    giving_way,
    not_null,
    relaxed,
    released,
    unique,
)
from colonnade.migrate.expand.phases import Phase, execute, meant, refuse_while
from colonnade.migrate.expand.twins import Twin, Twins, fill, trigger

_MADE = {"postgresql": "gen_random_uuid()", "mysql": "(replace(uuid(), '-', ''))"}


def key(column: Column, new: str) -> list[Phase]:
    """The phases of a new key.

    Args:
        column: the primary key, a number.
        new: the name of the UUID.

    Raises:
        UsageError: what refers to it cannot be filled by ranges of a key.
    """
    twins = [_referring(column, new, one) for one in referring(column)]
    wait = _left(column, new)
    for one in twins:
        left = f"SELECT 1 FROM {one.column.quoted_table} WHERE {one.left} LIMIT 1"
        wait += refuse_while(left, "Rows are left: run the fill again.")
    up, down = _enforced(column, new, twins)
    made, dropped = _triggers(twins)
    words = f"Let {new} be the key of {column.table.name}"
    return [
        Phase(
            f"{words}: expand",
            [*giving_way(column), *_added(column, new), *_columns(twins), *made],
            [*dropped, *_columns_dropped(twins), *_dropped(column, new)],
        ),
        Phase(f"{words}: fill", _filled(column, new, twins)),
        Phase(f"{words}: switch", [*wait, *up], down),
        Phase(
            f"{words}: contract",
            [
                *giving_way(column),
                *meant([*dropped, *_old_dropped(twins), *_switched(column, new)]),
            ],
            ['raise NotImplementedError("The old keys are gone: restore a backup.")'],
        ),
    ]


def _type(column: Column) -> str:
    return str(sa.Uuid().compile(dialect=column.engine.dialect))


def _made(column: Column) -> str:
    return _MADE["postgresql" if column.engine.dialect.name == "postgresql" else "mysql"]


def _added(column: Column, new: str) -> list[str]:
    """Without a default at first, because the rows that are there would be written anew for it."""
    table, name, default = column.quoted_table, column.quote(new), _made(column)
    return [
        execute(f"ALTER TABLE {table} ADD COLUMN {name} {_type(column)}"),
        execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {default}"),
    ]


def _dropped(column: Column, new: str) -> list[str]:
    return [execute(f"ALTER TABLE {column.quoted_table} DROP COLUMN {column.quote(new)}")]


def _referring(column: Column, new: str, one: Column) -> Twins:
    """A column that refers to the number, and the one that refers to the UUID, found by looking the row up."""
    name = one.name.replace(column.name, new) if column.name in one.name else f"{one.name}_{new}"
    table, old, uuid = column.quoted_table, column.quote(column.name), column.quote(new)
    forward = f"SELECT parent.{uuid} FROM {table} AS parent WHERE parent.{old} = {{}}"
    back = f"SELECT parent.{old} FROM {table} AS parent WHERE parent.{uuid} = {{{name}}}"
    return Twins(one, (Twin(name, _type(column), forward),), back)


def _columns(twins: list[Twins]) -> list[str]:
    found = []
    for one in twins:
        (twin,) = one.new
        add = f"ADD COLUMN {one.column.quote(twin.name)} {twin.type}"
        found += [execute(f"ALTER TABLE {one.column.quoted_table} {add}"), *relaxed(one.column)]
    return found


def _columns_dropped(twins: list[Twins]) -> list[str]:
    return [
        execute(f"ALTER TABLE {one.column.quoted_table} DROP COLUMN {one.column.quote(twin.name)}")
        for one in twins
        for twin in one.new
    ]


def _triggers(twins: list[Twins]) -> tuple[list[str], list[str]]:
    made, dropped = [], []
    for one in twins:
        up, down = trigger(one)
        made += up
        dropped += down
    return made, dropped


def _filled(column: Column, new: str, twins: list[Twins]) -> list[str]:
    """The keys first, because what refers to them looks them up."""
    name, value = column.quote(new), _made(column)
    found = fill(column, f"{name} = {value}", f"{name} IS NULL")
    for one in twins:
        given = ", ".join(f"{to} = {made}" for to, made in one.set_new().items())
        found += fill(one.column, given, one.left)
    return found


def _left(column: Column, new: str) -> list[str]:
    left = f"SELECT 1 FROM {column.quoted_table} WHERE {column.quote(new)} IS NULL LIMIT 1"
    return refuse_while(left, "Rows are left: run the fill again.")


def _enforced(column: Column, new: str, twins: list[Twins]) -> tuple[list[str], list[str]]:
    up, down = unique(column, new, _index(column, new))
    required, loose = not_null(column, new, _type(column), _made(column))
    up, down = up + required, loose + down
    for one in twins:
        assert one.column.foreign_key is not None
        name, table, _, ondelete = one.column.foreign_key
        refers = replace(one.column, foreign_key=(name, table, new, ondelete))
        made, dropped = enforced(refers, one.new[0].name, one.new[0].type)
        up, down = up + made, dropped + down
    return up, down


def _index(column: Column, new: str) -> str:
    return f"uq_{column.table.name}_{new}"[:63]


def _old_dropped(twins: list[Twins]) -> list[str]:
    found = []
    for one in twins:
        name = one.column.quote(one.column.name)
        drop = execute(f"ALTER TABLE {one.column.quoted_table} DROP COLUMN {name}")
        found += [*released(one.column), drop]
    return found


def _switched(column: Column, new: str) -> list[str]:
    """The UUID becomes the primary key, and the number goes."""
    table, old, name = column.quoted_table, column.quote(column.name), column.quote(new)
    index = column.quote(_index(column, new))
    if column.engine.dialect.name != "postgresql":
        change = (
            f"DROP COLUMN {old}, DROP PRIMARY KEY, ADD PRIMARY KEY ({name}), DROP INDEX {index}"
        )
        return [execute(f"ALTER TABLE {table} {change}")]
    key_ = column.quote(str(column.table.primary_key.name))
    change = f"DROP CONSTRAINT {key_}, DROP COLUMN {old}, ADD CONSTRAINT {key_} PRIMARY KEY USING INDEX {index}"
    return [execute(f"ALTER TABLE {table} {change}")]
