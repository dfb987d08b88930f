"""Domains of PostgreSQL: made, dropped, and given another type, default or check."""

import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.dialects.postgresql import DOMAIN

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.enum_columns import columns_of
from colonnade.migrate.create.enums import sql_name
from colonnade.migrate.create.operations import Statement, both_ways
from colonnade.schema.catalog import Fact

_CHECK = re.compile(r'"?((?:[^" ]|"")+)"? (CHECK .*)')


def complete(change: Change) -> None:
    """Make new domains first, drop those that no column has any more, and change the others."""
    if change.backend != "postgresql" or change.sides is None:
        return
    has = {fact[0]: fact for fact in change.sides.has.facts["domain"]}
    wants = {fact[0]: fact for fact in change.sides.wants.facts["domain"]}
    used = {fact[1] for fact in change.sides.has.facts["type"]}
    _name_only(change)
    for name in sorted(wants.keys() - has.keys()):
        change.first(*both_ways(_made(change, wants[name]), [_dropped(change, name)]))
    for name in sorted((has.keys() - wants.keys()) & used):
        (made,) = _made(change, has[name])
        change.last(Statement(_dropped(change, name), made))
    for name in sorted(has.keys() & wants.keys()):
        old, new = has[name], wants[name]
        if _part(old, 1) != _part(new, 1):
            change.first(*both_ways(_rebuilt(change, new), _rebuilt(change, old)))
        elif old != new:
            change.first(*both_ways(_altered(change, old, new), _altered(change, new, old)))


def _part(fact: Fact, number: int) -> str:
    return fact[number] if len(fact) > number else ""


def _checks(fact: Fact) -> list[tuple[str, str]]:
    """Names and definitions of its checks, from an array as PostgreSQL writes it."""
    inner = _part(fact, 4)[1:-1]
    said = re.findall(r'"((?:[^"\\]|\\.)*)"|([^",{}]+)', inner)
    whole = [re.sub(r"\\(.)", r"\1", quoted) or bare for quoted, bare in said]
    return [(found[1], found[2]) for one in whole if (found := _CHECK.fullmatch(one))]


def _made(change: Change, fact: Fact) -> list[str]:
    create = f"CREATE DOMAIN {sql_name(change, fact[0])} AS {fact[1]}"
    create += f" DEFAULT {_part(fact, 3)}" if _part(fact, 3) else ""
    create += " NOT NULL" if _part(fact, 2) == "True" else ""
    checks = [f" CONSTRAINT {change.quote(name)} {check}" for name, check in _checks(fact)]
    return [create + "".join(checks)]


def _dropped(change: Change, name: str) -> str:
    return f"DROP DOMAIN {sql_name(change, name)}"


def _altered(change: Change, old: Fact, new: Fact) -> list[str]:
    alter = f"ALTER DOMAIN {sql_name(change, new[0])}"
    before, after = dict(_checks(old)), dict(_checks(new))
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    found = [
        f"{alter} DROP CONSTRAINT {change.quote(one)}" for one in sorted(changed & before.keys())
    ]
    found += [
        f"{alter} ADD CONSTRAINT {change.quote(one)} {after[one]}"
        for one in sorted(changed & after.keys())
    ]
    if _part(old, 2) != _part(new, 2):
        found.append(f"{alter} {'SET' if _part(new, 2) == 'True' else 'DROP'} NOT NULL")
    if _part(old, 3) != _part(new, 3):
        default = _part(new, 3)
        found.append(f"{alter} {f'SET DEFAULT {default}' if default else 'DROP DEFAULT'}")
    return found


def _rebuilt(change: Change, fact: Fact) -> list[str]:
    """PostgreSQL gives no domain another type, so another one of its name takes its place."""
    type_ = sql_name(change, fact[0])
    aside = change.quote(f"{fact[0].rpartition('.')[2]}_old")
    whole = f"{type_.rpartition('.')[0]}.{aside}" if "." in type_ else aside
    found = [f"ALTER DOMAIN {type_} RENAME TO {aside}", *_made(change, fact)]
    for one in columns_of(change, fact[0]):
        array = one.suffix
        found.append(
            f"ALTER TABLE {one.table} ALTER COLUMN {one.name} TYPE {type_}{array}"
            f" USING {one.name}::text{array}::{type_}{array}"
        )
    return [*found, f"DROP DOMAIN {whole}"]


def _name_only(change: Change) -> None:
    """Domains are made by a statement of their own."""
    for item in _columns(change):
        if isinstance(item.type, DOMAIN):
            item.type = DOMAIN(
                str(item.type.name), item.type.data_type, schema=item.type.schema, create_type=False
            )


def _columns(change: Change) -> Iterator[sa.Column[object]]:
    for one in change.created():
        one.columns = [
            item._copy() if isinstance(item, sa.Column) else item for item in one.columns
        ]
        yield from (item for item in one.columns if isinstance(item, sa.Column))
    for modified in change.of_tables():
        for part in modified.ops:
            if isinstance(part, ops.AddColumnOp):
                part.column = part.column._copy()
                yield part.column
