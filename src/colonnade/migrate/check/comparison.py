"""The catalogue before and after a statement, compared: a list of changes."""

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from colonnade.migrate.check.changes import (
    Change,
    ColumnAdded,
    ColumnChanged,
    ColumnDropped,
    ConstraintAdded,
    ConstraintDropped,
    ConstraintValidated,
    EnumChanged,
    IndexAdded,
    IndexDropped,
    ObjectChanged,
    TableChanged,
    TableDropped,
    TableRenamed,
    TableRewritten,
)
from colonnade.migrate.check.snapshot import Column, Index, Key, Table
from colonnade.migrate.check.statement import Statement

Thing = TypeVar("Thing")


def changes(
    statement: Statement,
) -> Iterator[Change | EnumChanged | ObjectChanged]:
    """What a statement did to what was there before it."""
    before, after = statement.before, statement.after
    if before is after:
        return
    renamed = _renamed(before.tables, after.tables)
    for key, table in before.tables.items():
        now = after.tables.get(renamed.get(key, key))
        if now is None:
            yield TableDropped(statement, key, table)
        elif now != table:
            yield from _of_table(statement, key, table, now)
    for name, labels in before.enums.items():
        if after.enums.get(name, ()) != labels:
            yield EnumChanged(statement, name, labels, after.enums.get(name, ()))
    for place, thing in before.others.items():
        if after.others.get(place) != thing:
            yield ObjectChanged(statement, thing, after.others.get(place))


def _renamed(before: Mapping[Key, Table], after: Mapping[Key, Table]) -> dict[Key, Key]:
    """Tables that are known by their names alone and have new ones: one statement makes no other table meanwhile."""
    gone = [key for key in before if key not in after]
    new = [key for key in after if key not in before]
    if len(gone) == len(new) == 1 and isinstance(gone[0], str):
        old, now = before[gone[0]].columns, after[new[0]].columns
        return {gone[0]: new[0]} if old == now else {}
    return {}


def _of_table(statement: Statement, key: Key, old: Table, new: Table) -> Iterator[Change]:
    here = (statement, key, old, new)
    if old.name != new.name:
        yield TableRenamed(*here)
    if old.file and old.file != new.file:
        yield TableRewritten(*here)
    yield TableChanged(*here)
    yield from _columns(here)
    added, dropped, changed = _parted(old.constraints, new.constraints)
    yield from (ConstraintAdded(*here, one) for one in added)
    yield from (ConstraintDropped(*here, one) for one in dropped)
    yield from (
        ConstraintValidated(*here, now) for was, now in changed if now.valid and not was.valid
    )
    yield from _indexes(here)


def _columns(here: tuple[Statement, Key, Table, Table]) -> Iterator[Change]:
    statement, key, old, new = here
    before, after = old.columns, new.columns
    if isinstance(key, str):
        before, after = _by_names(statement, before, after)
    added, dropped, changed = _parted(before, after)
    yield from (ColumnAdded(*here, one) for one in added)
    yield from (ColumnDropped(*here, one) for one in dropped)
    yield from (ColumnChanged(*here, was, now) for was, now in changed)


def _by_names(
    statement: Statement, before: Mapping[Key, Column], after: Mapping[Key, Column]
) -> tuple[dict[Key, Column], dict[Key, Column]]:
    """Columns by their old names, where a database knows them by their places alone."""
    was, now = ({one.name for one in columns.values()} for columns in (before, after))
    names: dict[str, str] = {}
    for place, old in before.items():
        new = after.get(place)
        if new and old.name not in now and new.name not in was and _says_both(statement, old, new):
            names[new.name] = old.name
    return (
        {one.name: one for one in before.values()},
        {names.get(one.name, one.name): one for one in after.values()},
    )


def _says_both(statement: Statement, old: Column, new: Column) -> bool:
    """Whether a statement takes one column for the other, and does not drop it."""
    word = re.escape(old.name)
    return (
        old.type == new.type
        and statement.says(rf"\b{word}\b")
        and not statement.says(rf"\bdrop (column )?[`\"]?{word}\b")
    )


def _indexes(here: tuple[Statement, Key, Table, Table]) -> Iterator[Change]:
    """By their names: ALTER TABLE makes some of them anew, and what is made so has another oid."""
    *_, old, new = here
    of_constraints = {one.name for table in (old, new) for one in table.constraints.values()}
    before, after = _free(old, of_constraints), _free(new, of_constraints)
    added, dropped, _ = _parted(before, after)
    files = {one.file for one in added} & {one.file for one in dropped} - {0}  # another name
    yield from (IndexAdded(*here, one) for one in added if one.file not in files)
    yield from (IndexDropped(*here, one) for one in dropped if one.file not in files)


def _free(table: Table, of_constraints: set[str]) -> dict[Key, Index]:
    return {one.name: one for one in table.indexes.values() if one.name not in of_constraints}


def _parted(
    before: Mapping[Key, Thing], after: Mapping[Key, Thing]
) -> tuple[list[Thing], list[Thing], list[tuple[Thing, Thing]]]:
    """What is new, what is gone, and what is another one."""
    added = [thing for key, thing in after.items() if key not in before]
    dropped = [thing for key, thing in before.items() if key not in after]
    both = [(thing, after[key]) for key, thing in before.items() if key in after]
    return added, dropped, [(was, now) for was, now in both if was != now]
