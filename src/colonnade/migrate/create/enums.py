"""Enum types of PostgreSQL: made, dropped, and given other values."""

import re
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.dialects.postgresql import ARRAY, ENUM
from sqlalchemy.types import TypeEngine

from colonnade.errors import UsageError
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.enum_columns import (
    TypedColumn,
    columns_of,
    dependent,
    take_defaults,
)
from colonnade.migrate.create.names import literal
from colonnade.migrate.create.operations import Statement, both_ways
from colonnade.schema.catalog import Fact

Values = list[str]


def complete(change: Change) -> None:
    """Make new types, drop those that no column has any more, and change values.

    Raises:
        UsageError: rows have a value that is removed.
    """
    if change.backend != "postgresql" or change.sides is None:
        return
    has = {fact[0]: values_of(fact) for fact in change.sides.has.facts["enum"]}
    wants = {fact[0]: values_of(fact) for fact in change.sides.wants.facts["enum"]}
    used = {fact[1] for fact in change.sides.has.facts["type"]}
    _name_only(change)
    for name in sorted(wants.keys() - has.keys()):
        change.first(
            Statement(_create(change, name, wants[name]), f"DROP TYPE {sql_name(change, name)}")
        )
    for name in sorted(has.keys() - wants.keys()):
        if {name, f"{name}[]"} & used:
            change.last(
                Statement(f"DROP TYPE {sql_name(change, name)}", _create(change, name, has[name]))
            )
    for name in sorted(has.keys() & wants.keys()):
        if has[name] != wants[name]:
            change.first(*_changed(change, name, has[name], wants[name]))


def values_of(fact: Fact) -> Values:
    """The values in a fact about an enum, which is an array of quoted strings."""
    found = re.findall(r"'((?:[^']|'')*)'", fact[1])
    return [value.replace("''", "'") for value in found]


def _name_only(change: Change) -> None:
    """Types are made by a statement of their own: two tables that have one would make it twice."""
    for one in change.created():
        one.columns = [_by_name(item) for item in one.columns]
    for other in change.upgrade.ops:
        if isinstance(other, ops.DropTableOp) and other._reverse is not None:
            other._reverse.columns = [_by_name(item) for item in other._reverse.columns]


def _by_name(item: sa.schema.SchemaItem) -> sa.schema.SchemaItem:
    if not isinstance(item, sa.Column) or not isinstance(item.type, sa.Enum | sa.ARRAY):
        return item
    copy = item._copy()
    copy.type = _without_creation(item.type)
    return copy


def _without_creation(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(type_, sa.ARRAY):
        return ARRAY(_without_creation(type_.item_type), dimensions=type_.dimensions)
    if not isinstance(type_, sa.Enum) or not type_.native_enum:
        return type_
    return ENUM(*type_.enums, name=type_.name, schema=type_.schema, create_type=False)


def sql_name(change: Change, name: str) -> str:
    """A type's name as SQL, without the default schema."""
    schema, _, type_ = name.partition(".")
    here = schema == change.dialect.default_schema_name
    return change.quote(type_) if here else f"{change.quote(schema)}.{change.quote(type_)}"


def _create(change: Change, name: str, values: Values) -> str:
    return f"CREATE TYPE {sql_name(change, name)} AS ENUM ({', '.join(map(literal, values))})"


def _changed(change: Change, name: str, old: Values, new: Values) -> list[Statement]:
    gone, come = [v for v in old if v not in new], [v for v in new if v not in old]
    short = name.rpartition(".")[2]
    take_defaults(change, name)
    if not gone and [value for value in new if value in old] == old:
        return _added(change, name, old, new)
    mapped = change.wishes.mapped([short], gone, new)
    in_place = len(gone) == len(come) == 1 and old.index(gone[0]) == new.index(come[0])
    if in_place and not mapped and change.wishes.ask(f"{short}.{gone[0]}", f"{short}.{come[0]}"):
        mapped = {gone[0]: come[0]}
    renamed = [mapped.get(value, value) for value in old]
    if renamed == new:
        return [
            *(_renamed(change, name, a, b) for a, b in mapped.items()),
            *_new_defaults(change, name, mapped),
        ]
    _refuse_used(change, name, [value for value in gone if value not in mapped])
    kept = {
        value: mapped.get(value, value) for value in old if value not in gone or value in mapped
    }
    returned = {now: was for was, now in mapped.items() if now in come}
    return both_ways(
        _rebuilt(change, name, new, kept), _rebuilt(change, name, old, returned, back=True)
    )


def _renamed(change: Change, name: str, old: str, new: str) -> Statement:
    said = f"ALTER TYPE {sql_name(change, name)} RENAME VALUE"
    return Statement(
        f"{said} {literal(old)} TO {literal(new)}", f"{said} {literal(new)} TO {literal(old)}"
    )


def _new_defaults(change: Change, name: str, mapped: dict[str, str]) -> list[Statement]:
    """A default follows the name of its value; another one is set while the type has both."""
    columns = columns_of(change, name)
    labels = {literal(a): literal(b) for a, b in mapped.items()}
    changed = [one for one in columns if labels.get(one.old, one.old) != one.new]
    forth = [one.default(one.new) for one in changed]
    return both_ways(forth, [one.default(labels.get(one.old, one.old)) for one in changed])


def _added(change: Change, name: str, old: Values, new: Values) -> list[Statement]:
    """A value can be used when the transaction that added it has ended, so each has its own."""
    found, there = [], list(old)
    for place, value in enumerate(new):
        if value in there:
            continue
        where = f" BEFORE {literal(there[place])}" if place < len(there) else ""
        there.insert(place, value)
        add = f"ALTER TYPE {sql_name(change, name)} ADD VALUE IF NOT EXISTS {literal(value)}{where}"
        found.append(Statement(add, alone=True))
    defaults = [one.default(one.new) for one in columns_of(change, name) if one.old != one.new]
    return [*found, *both_ways(defaults, _rebuilt(change, name, old, {}, back=True))]


def _rebuilt(
    change: Change, name: str, values: Values, mapped: dict[str, str], *, back: bool = False
) -> list[str]:
    """Another type of the same name takes the place of the first; PostgreSQL removes no value."""
    type_ = sql_name(change, name)
    aside = change.quote(f"{name.rpartition('.')[2]}_old")
    whole_aside = aside if "." not in type_ else f"{type_.partition('.')[0]}.{aside}"
    other = {was: now for was, now in mapped.items() if was != now}
    dropped, made = dependent(change, name)
    found = [*dropped, f"ALTER TYPE {type_} RENAME TO {aside}", _create(change, name, values)]
    for one in columns_of(change, name):
        before, after = (one.new, one.old) if back else (one.old, one.new)
        using = f"{_value(one, other)}::{type_}{one.suffix}"
        alter = f"ALTER TABLE {one.table} ALTER COLUMN {one.name}"
        found += [one.default("")] if before else []
        found.append(f"{alter} TYPE {type_}{one.suffix} USING {using}")
        found += [one.default(after)] if after else []
    return [*found, f"DROP TYPE {whole_aside}", *made]


def _value(column: TypedColumn, other: dict[str, str]) -> str:
    """The value of a column with other labels, as text."""
    if not other:
        return f"{column.name}::text{column.suffix}"
    pairs = [(literal(a), literal(b)) for a, b in other.items()]
    if column.suffix:
        text = f"{column.name}::text[]"
        for a, b in pairs:
            text = f"array_replace({text}, {a}, {b})"
        return text
    cases = " ".join(f"WHEN {a} THEN {b}" for a, b in pairs)
    return f"(CASE {column.name}::text {cases} ELSE {column.name}::text END)"


def _refuse_used(change: Change, name: str, gone: Values) -> None:
    """Refuse to remove a value that rows have."""
    short = name.rpartition(".")[2]
    for one in columns_of(change, name):
        for value in gone:
            has = f"{one.name}::text = :value"
            if one.suffix:
                has = f":value = ANY ({one.name}::text[])"
            query = sa.text(f"SELECT 1 FROM {one.table} WHERE {has} LIMIT 1")
            if change.connection.execute(query, {"value": value}).first():
                raise UsageError(
                    f"{short} loses the value {value}, and rows of {one.table} have it.",
                    f"Say what they get instead: --rename {short}.{value}={short}.OTHER.",
                )
