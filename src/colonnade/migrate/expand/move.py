"""Columns move to another table: one of their own, which has a row for each row of the first that says something in them, or
one that is there and refers to the first.
"""

from dataclasses import replace

from colonnade.errors import UsageError
from colonnade.migrate.expand import moving_mysql, moving_postgresql
from colonnade.migrate.expand.catalog.dependent import Dependent
from colonnade.migrate.expand.column import Column, refuse_bound
from colonnade.migrate.expand.constraints import (
    freed,
    giving_way,
    gone,
    in_new_table,
    made,
    ordered,
    required,
    twin_name,
)
from colonnade.migrate.expand.definitions import back_again, described, more_of, relaxed
from colonnade.migrate.expand.filling import by_ranges
from colonnade.migrate.expand.home import home_of
from colonnade.migrate.expand.moving import Move
from colonnade.migrate.expand.phases import Phase, execute, meant, refuse_while
from colonnade.migrate.expand.renewed import renewed
from colonnade.migrate.expand.row_security import seen, shared


def move(columns: tuple[Column, ...], table: str) -> list[Phase]:
    """The phases of a move.

    Args:
        columns: of one table.
        table: the name of the other one, which is made where it is not there.

    Raises:
        UsageError: something stands on a column that cannot move, or the other table does not refer to the first.
    """
    for column in columns:
        refuse_bound(column)
        _refuse(column, columns)
    move_ = home_of(columns, table)
    first = move_.first
    words = f"Move {', '.join(one.name for one in columns)} of {first.table.name} to {table}"
    server = moving_postgresql if first.is_postgresql else moving_mysql
    made_, dropped = server.triggers(move_)
    add, take = _added(move_)
    loose, tight = _relaxed(move_)
    up, down = made(move_.home, _dependents(move_)) if move_.there else ([], [])
    again, standing = _again(move_)
    return [
        Phase(
            f"{words}: expand",
            [*giving_way(first), *add, *made_, *loose],
            [*tight, *dropped, *take],
        ),
        Phase(f"{words}: fill", _filled(move_)),
        Phase(f"{words}: switch", [*_wait(move_), *up], down),
        Phase(
            f"{words}: contract",
            [*_last(move_), *_contract(move_, dropped)],
            [
                *_open(move_),
                *again,
                *made_,
                *_seen(move_),
                *by_ranges(first, _back(move_)),
                *standing,
            ],
        ),
    ]


def _refuse(column: Column, columns: tuple[Column, ...]) -> None:
    """Refuse what no table has alone: an index or a check over columns of which some stay."""
    names = {one.name for one in columns}
    here = f"{column.table.name}.{column.name}"
    stays = [one.said for one in column.dependents if not one.columns <= names]
    stays += [
        f"policy {one.name}" for one in column.protected.policies if column.name in one.columns
    ]
    if stays:
        raise UsageError(
            f"{here} and a column that stays share this: {', '.join(stays)}.",
            "Move all of its columns, or drop it first.",
        )


def _dependents(move: Move) -> list[Dependent]:
    """What stands on the columns, under names of the other table."""
    old, new = move.first.table.name, move.home.table.name
    found = ordered({one for column in move.columns for one in column.dependents})
    return [replace(one, name=twin_name(one.name, old, new)) for one in found]


def _added(move: Move) -> tuple[list[str], list[str]]:
    """The columns in the other table, or the table with them, whose rows go with those of the first one."""
    alter = f"ALTER TABLE {move.table}"
    pairs = list(zip(move.names, move.columns, strict=True))
    notes = [line for name, one in pairs for line in described(one, name, move.table)]
    if move.there:
        add = [f"{alter} ADD COLUMN {_defined(one)}" for one in move.columns]
        drop = [f"{alter} DROP COLUMN {name}" for name in move.names]
        return [*map(execute, add), *notes], [execute(sql) for sql in reversed(drop)]
    table, first = move.first.table, move.first
    types = {one.name: one.type.compile(first.engine.dialect) for one in table.primary_key}
    keys = [f"{first.quote(name)} {type_} NOT NULL" for name, type_ in types.items()]
    listed = ", ".join(first.keys)
    columns = [_defined(one, one.default) for one in move.columns]
    refers = f"FOREIGN KEY ({listed}) REFERENCES {first.quoted_table} ({listed}) ON DELETE CASCADE"
    said = ", ".join([*keys, *columns, f"PRIMARY KEY ({listed})", refers])
    create = execute(f"CREATE TABLE {move.table} ({said})")
    standing = in_new_table(move.home, _dependents(move))
    security = shared(
        first.protected, move.table, move.here_is(move.table, "parent"), first.quoted_table
    )
    return [create, *standing, *notes, *security], [execute(f"DROP TABLE {move.table}")]


def _defined(column: Column, default: str = "") -> str:
    """A column of the other table, which may be empty until the old version is gone."""
    null = "" if column.is_postgresql else "NULL"
    said = f"DEFAULT {default}" if default else ""
    more = more_of(column, column.name)
    words = (column.quote(column.name), column.type, null, said, more)
    return " ".join(filter(None, words))


def _relaxed(move: Move) -> tuple[list[str], list[str]]:
    """The new version leaves the old columns out."""
    up: list[str] = []
    down: list[str] = []
    table = move.first.quoted_table
    for name, column in zip(move.names, move.columns, strict=True):
        if column.column.nullable:
            continue
        left = f"SELECT 1 FROM {table} WHERE {name} IS NULL LIMIT 1"
        wait = refuse_while(left, f"Rows of the new version have no {column.name}: give them one.")
        if column.is_postgresql:
            needed, free = required(column, column.name, column.type)
        else:
            free, needed = relaxed(column)
        up, down = [*up, *free], [*down, *wait, *needed]
    return up, down


def _again(move: Move) -> tuple[list[str], list[str]]:
    """The old columns, empty, and what stands on them."""
    again: list[str] = []
    standing: list[str] = []
    known: set[str] = set()
    for column in move.columns:
        mine = tuple(one for one in column.dependents if one.name not in known)
        known |= {one.name for one in mine}
        add, made_ = back_again(replace(column, dependents=mine), loose=True)
        again, standing = [*again, *add], [*standing, *made_]
    return again, standing


def _contract(move: Move, dropped: list[str]) -> list[str]:
    """The old columns go, and the other table gets what the old version did not keep to."""
    found, table = [], move.table
    must = [
        (name, one)
        for name, one in zip(move.names, move.columns, strict=True)
        if not one.column.nullable
    ]
    for name, column in must:
        left = f"SELECT 1 FROM {table} WHERE {name} IS NULL LIMIT 1"
        found += refuse_while(left, f"Rows of {table} have no {column.name}: give them one.")
    found += [*giving_way(move.first), *freed(move.columns), *meant(dropped), *gone(move.columns)]
    for _, column in must:
        more, default = more_of(column, column.name), column.default
        found += required(move.home, column.name, column.type, default, more)[0]
    return found + _defaults(move)[0]


def _open(move: Move) -> list[str]:
    """The other table as it was before the last phase."""
    found = _defaults(move)[1]
    for column in move.columns:
        if not column.column.nullable:
            more, default = more_of(column, column.name), "" if move.there else column.default
            found += required(move.home, column.name, column.type, default, more)[1]
    return found


def _defaults(move: Move) -> tuple[list[str], list[str]]:
    """The defaults in a table that was there, at the end: with one, a row of the old version would look like one of the new."""
    up, down = [], []
    for name, column in zip(move.names, move.columns, strict=True):
        if move.there and column.default:
            alter = f"ALTER TABLE {move.table} ALTER COLUMN {name}"
            up.append(execute(f"{alter} SET DEFAULT {column.default}"))
            down.append(execute(f"{alter} DROP DEFAULT"))
    return up, down


def _seen(move: Move) -> list[str]:
    return [
        *seen(move.first.quoted_table, move.first.protected),
        *(seen(move.table, move.home.protected) if move.there else []),
    ]


def _filled(move: Move) -> list[str]:
    """The rows that were there: of a new table they are made, of one that was there they get what the first one says."""
    filled = by_ranges(move.first, _made(move))
    if move.there:
        filled = by_ranges(move.first, _given(move), [f"{move.table}.{one}" for one in move.links])
    return [*_seen(move), *filled]


def _made(move: Move) -> str:
    there = f"SELECT 1 FROM {move.table} AS there WHERE {move.there_is('source')}"
    rows = f"SELECT {', '.join(move.first.keys)}, {move.each('{}')} FROM {move.first.quoted_table} AS source"
    return f"{move.insert} {rows} WHERE {{range}} AND ({move.says}) AND NOT EXISTS ({there})"


def _given(move: Move) -> str:
    source = f"FROM {move.first.quoted_table} AS source WHERE {move.here_is(move.table, 'source')}"
    given = move.each(f"{{}} = (SELECT source.{{}} {source})")
    unlike = move.differs(move.table, "source")
    return f"UPDATE {move.table} SET {given} WHERE {{range}} AND EXISTS (SELECT 1 {source} AND ({unlike}))"


def _wait(move: Move) -> list[str]:
    """Refuse to go on while the other table does not say what the first one does."""
    if move.has_default and not move.there:
        return _filled(move)
    there = f"FROM {move.table} AS there WHERE {move.there_is('source')}"
    unlike = f"EXISTS (SELECT 1 {there} AND ({move.differs('there', 'source')}))"
    if not move.there:
        unlike = f"({move.says}) AND NOT EXISTS (SELECT 1 {there})"
    left = f"SELECT 1 FROM {move.first.quoted_table} AS source WHERE {unlike} LIMIT 1"
    return [*_seen(move), *refuse_while(left, "Rows are left: run the fill again.")]


def _last(move: Move) -> list[str]:
    """What the old version has said of rows that the other table does not have."""
    if not (move.there or move.has_default):
        return []
    if move.makes:
        return [*_seen(move), *by_ranges(move.first, _made(move))]
    there = f"SELECT 1 FROM {move.table} AS there WHERE {move.there_is('source')}"
    left = f"SELECT 1 FROM {move.first.quoted_table} AS source WHERE ({move.says}) AND NOT EXISTS ({there}) LIMIT 1"
    words = f"Rows of {move.first.quoted_table} say something and have none in {move.table}: make those first."
    return [*_seen(move), *refuse_while(left, words)]


def _back(move: Move) -> str:
    table, first = move.first.quoted_table, move.first
    one = f"(SELECT moved.{{}} FROM {move.table} AS moved WHERE {move.there_is(table, 'moved')})"
    kept = [
        first.quote(name.name) for name in renewed(first.table) if name.name not in _names(move)
    ]
    given = ", ".join([move.each(f"{{}} = {one}"), *(f"{name} = {name}" for name in kept)])
    return f"UPDATE {table} SET {given} WHERE {{range}}"


def _names(move: Move) -> set[str]:
    return {column.name for column in move.columns}
