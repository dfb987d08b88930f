"""A table whose key is a number gets UUIDs, and so does every column that refers to it.

The old version knows rows by their number, the new one by their UUID, until the numbers are dropped.
"""

import sqlalchemy as sa

from colonnade.migrate.expand.column import Column, referring, refuse_bound
from colonnade.migrate.expand.constraints import (
    Operations,
    freed,
    giving_way,
    gone,
    made,
    required,
)
from colonnade.migrate.expand.definitions import added, relaxed
from colonnade.migrate.expand.phases import Phase, execute, meant, refuse_while
from colonnade.migrate.expand.row_security import seen
from colonnade.migrate.expand.successors import Successors, by_table, refuse_numbered
from colonnade.migrate.expand.twins import Twin, Twins, fill, trigger

_MADE = {"postgresql": "gen_random_uuid()", "mysql": "(replace(uuid(), '-', ''))"}


def key(column: Column, new: str) -> list[Phase]:
    """The phases of a new key.

    Args:
        column: the primary key, a number.
        new: the name of the UUID.

    Raises:
        UsageError: something stands on a column that the phases do not carry over.
    """
    columns = referring(column)
    for one in (column, *columns):
        refuse_bound(one, is_key=one is column)
        refuse_numbered(one)
    twins = [_referring(column, new, one) for one in columns]
    names = {(one.column.quoted_table, one.column.name): one.new[0].name for one in twins}
    names[column.quoted_table, column.name] = new
    groups = by_table(column, columns, names, _type(column), new)
    up, down = _enforced(column, new, groups)
    triggers, dropped = _triggers(twins)
    add, take = _columns(twins)
    loose, tight = _loosened(twins)
    words = f"Let {new} be the key of {column.table.name}"
    return [
        Phase(
            f"{words}: expand",
            [*giving_way(column), *_added(column, new), *_found(groups), *add, *triggers, *loose],
            [*tight, *dropped, *take, *_dropped(column, new)],
        ),
        Phase(f"{words}: fill", _filled(column, new, twins)),
        Phase(f"{words}: switch", [*_left(column, new, twins), *up], down),
        Phase(
            f"{words}: contract",
            [
                *giving_way(column),
                *_freed(groups),
                *meant(dropped),
                *_switched(groups),
                *_unmade(column, new),
            ],
            ['raise NotImplementedError("The old keys are gone: restore a backup.")'],
        ),
    ]


def _type(column: Column) -> str:
    return str(sa.Uuid().compile(dialect=column.engine.dialect))


def _made(column: Column) -> str:
    return _MADE["postgresql" if column.is_postgresql else "mysql"]


def _added(column: Column, new: str) -> list[str]:
    """Without a default at first, because the rows that are there would be written anew for it."""
    table, name, default = column.quoted_table, column.quote(new), _made(column)
    return [
        execute(f"ALTER TABLE {table} ADD COLUMN {name} {_type(column)}"),
        execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {default}"),
    ]


def _found(groups: list[Successors]) -> list[str]:
    """The index by which triggers find rows, before there are any; on PostgreSQL beside writers, so that another transaction
    follows."""
    (home,) = (group for group in groups if group.has_key)
    return [*made(home.first, home.own_key)[0], *giving_way(home.key)]


def _unmade(column: Column, new: str) -> list[str]:
    """The default was for the old version, which knew no UUIDs."""
    alter = f"ALTER TABLE {column.quoted_table} ALTER COLUMN {column.quote(new)}"
    return meant([execute(f"{alter} DROP DEFAULT")])


def _dropped(column: Column, new: str) -> list[str]:
    return [execute(f"ALTER TABLE {column.quoted_table} DROP COLUMN {column.quote(new)}")]


def _referring(column: Column, new: str, one: Column) -> Twins:
    """A column that refers to the number, and the one that refers to the UUID, found by looking the row up."""
    name = one.name.replace(column.name, new) if column.name in one.name else f"{one.name}_{new}"
    table, old, uuid = column.quoted_table, column.quote(column.name), column.quote(new)
    forward = f"SELECT parent.{uuid} FROM {table} AS parent WHERE parent.{old} = {{}}"
    back = f"SELECT parent.{old} FROM {table} AS parent WHERE parent.{uuid} = {{{name}}}"
    return Twins(one, (Twin(name, _type(column), forward),), back, looks_up=True)


def _columns(twins: list[Twins]) -> Operations:
    """The columns that refer to the UUIDs."""
    up: list[str] = []
    down: list[str] = []
    for one in twins:
        (twin,) = one.new
        drop = f"DROP COLUMN {one.column.quote(twin.name)}"
        up += added(one)
        down.append(execute(f"ALTER TABLE {one.column.quoted_table} {drop}"))
    return up, down


def _loosened(twins: list[Twins]) -> Operations:
    """The columns that refer to the numbers may be left out."""
    pairs = [_loose(one.column) for one in twins]
    return [line for up, _ in pairs for line in up], [line for _, down in pairs for line in down]


def _loose(column: Column) -> Operations:
    """What lets a row of MariaDB leave a column out until its trigger runs: part of a key is never NULL, and gets a 0."""
    if column.is_postgresql or not column.column.primary_key:
        return relaxed(column)
    alter = f"ALTER TABLE {column.quoted_table} ALTER COLUMN {column.quote(column.name)}"
    return [execute(f"{alter} SET DEFAULT 0")], meant([execute(f"{alter} DROP DEFAULT")])


def _triggers(twins: list[Twins]) -> Operations:
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


def _left(column: Column, new: str, twins: list[Twins]) -> list[str]:
    """Refuse to go on while a row has no UUID, or refers to none."""
    name = column.quote(new)
    found = seen(column.quoted_table, column.protected)
    left = [f"SELECT 1 FROM {column.quoted_table} WHERE {name} IS NULL LIMIT 1"]
    for one in twins:
        table = one.column.quoted_table
        found += seen(table, one.column.protected)
        left.append(f"SELECT 1 FROM {table} WHERE {one.left} LIMIT 1")
    for sql in left:
        found += refuse_while(sql, "Rows are left: run the fill again.")
    return found


def _enforced(column: Column, new: str, groups: list[Successors]) -> Operations:
    up, down = required(column, new, _type(column), _made(column))
    for group in groups:
        more, less = group.enforced(but=group.own_key)
        up, down = up + more, less + down
    return up, down


def _freed(groups: list[Successors]) -> list[str]:
    """What stands on the old columns of MariaDB goes before the triggers; keys are made of what is new, but for the key itself,
    which counts as long as it is there."""
    found = []
    for group in reversed(groups):
        swap = [] if group.has_key or group.primary_key is None else _swapped(group)
        found += freed(group.columns, *swap)
    return found


def _switched(groups: list[Successors]) -> list[str]:
    """The old columns go, those that refer to the key first, and what is new is the key."""
    found = []
    for group in reversed(groups):
        columns = group.columns[::-1]  # the key behind what refers to it
        swaps = group.primary_key and (group.first.is_postgresql or group.has_key)
        found += gone(columns, *(_swapped(group) if swaps else []))
    return found


def _swapped(group: Successors) -> list[str]:
    """What is said of a table whose primary key is made of the new columns."""
    key_, table = group.primary_key, group.first
    assert key_ is not None
    (index,) = group.twins([key_])
    name, twin = table.quote(key_.name), table.quote(index.name)
    if table.is_postgresql:
        return [f"ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {twin}"]
    return ["DROP PRIMARY KEY", f"DROP INDEX {twin}", f"ADD PRIMARY KEY {index.sql}"]
