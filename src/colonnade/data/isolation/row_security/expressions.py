"""The conditions of policies.

The rule here: they are written exactly as PostgreSQL prints them, but for white space and quotes. So a declared policy
is compared with the one in the database as text, and two versions of a server cannot disagree with us in silence.

The owner's setting is read in a SELECT of its own: PostgreSQL then asks for it once for each statement, and not for each
row. A setting that was set for an earlier transaction is empty and not NULL, hence `NULLIF`.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.engine import Dialect

from colonnade.data.isolation.marks import owner_tables, reaches, rule_of
from colonnade.data.isolation.rules import Link, OwnerColumn, Rule

_SETTING = "colonnade.owner"
_IN_A_NAME = frozenset("abcdefghijklmnopqrstuvwxyz_0123456789")


def setting_name(of: Table | None) -> str:
    """The transaction's setting that holds an owner's key.

    Args:
        of: the table of the owner; None where the application has one only.
    """
    if of is None:
        return _SETTING
    # PostgreSQL takes such a name in any case, so a capital is written as what stands for no letter.
    written = "".join(c if c in _IN_A_NAME else f"${ord(c):x}$" for c in of.fullname)
    return f"{_SETTING}_{written}"


@cache
def _dialect() -> Dialect:
    from sqlalchemy.dialects.postgresql.base import PGDialect  # not for those on other databases

    return PGDialect(paramstyle="named")


def quoted(name: str) -> str:
    """A name as SQL."""
    return _dialect().identifier_preparer.quote(name)


def qualified(schema: str | None, name: str) -> str:
    """A table's name as SQL."""
    return f"{quoted(schema)}.{quoted(name)}" if schema else quoted(name)


def is_own(rule: Rule, table: Table, default_schema: str | None) -> str:
    """The condition by which a row is the owner's: by its column, or because its parents are visible.

    A parent has a policy of its own, which PostgreSQL applies within this one.

    Args:
        rule: the rule of the table.
        table: the table.
        default_schema: the schema to write where a table names none; None to write none.
    """
    return _all(_own(rule, table, default_schema))


def may_be_written(rule: Rule, table: Table, default_schema: str | None) -> str:
    """The condition that a new or changed row must meet: it is the owner's, and points at visible rows only.

    A foreign key to its own table is not looked at: the rows of one INSERT may point at each other, and a policy does
    not see the rows of its own statement.
    """
    links = [link for link in rule.links if link not in rule.parents and link.parent is not table]
    points = [_points_at_visible(link, table, default_schema) for link in links]
    return _all([*_own(rule, table, default_schema), *points])


def _own(rule: Rule, table: Table, default_schema: str | None) -> list[str]:
    if rule.parents:
        return [_is_visible(link, table, default_schema) for link in rule.parents]
    if not rule.several:
        return [_is_of(rule.owners[0], None)]
    reached = _reached(rule, table.metadata)
    if len(reached) == 1:
        return [_belongs_to(reached[0], rule, table, default_schema)]
    anybody = " OR ".join(f"({_named(of)} IS NOT NULL)" for of in reached)
    found = [
        f"(({_named(of)} IS NULL) OR {_belongs_to(of, rule, table, default_schema)})"
        for of in reached
    ]
    return [f"({anybody})", *found]


def _reached(rule: Rule, metadata: MetaData) -> list[Table]:
    """The tables of owners that the rows of a table have to do with, in an order of their own."""
    return sorted(
        (table for table in owner_tables(metadata) if reaches(rule, table)),
        key=lambda table: table.fullname,
    )


def _belongs_to(of: Table, rule: Rule, table: Table, default_schema: str | None) -> str:
    """The condition by which a row is of one owner: by its column, or as its own owners are."""
    for owner in rule.owners:
        if owner.of is of:
            return _is_of(owner, of)
    links = [owner.link for owner in rule.owners if owner.link is not None]
    found = [link for link in links if reaches(rule_of(link.parent), of)]
    return _all([_is_visible(link, table, default_schema) for link in found])


def _is_of(owner: OwnerColumn, of: Table | None) -> str:
    cast = _cast(owner.column)
    read = f"({_read(of)})::{cast}" if cast else _read(of)
    return f"({_operand(quoted(owner.column.name), owner.column)} = ( SELECT {read} AS owner))"


def _named(of: Table) -> str:
    """The key of an owner as text, NULL where the transaction names none."""
    return f"( SELECT {_read(of)} AS owner)"


def _read(of: Table | None) -> str:
    return f"NULLIF(current_setting('{setting_name(of)}'::text, true), ''::text)"


def _points_at_visible(link: Link, table: Table, default_schema: str | None) -> str:
    visible = _is_visible(link, table, default_schema)
    columns = {column.name: column for column in table.columns}
    empty = [f"({quoted(name)} IS NULL)" for name in link.columns if columns[name].nullable]
    return f"({' OR '.join([*empty, visible])})" if empty else visible


def _is_visible(link: Link, table: Table, default_schema: str | None) -> str:
    parent = link.parent
    here = {column.name: column for column in table.columns}
    there = {column.name: column for column in parent.columns}
    pairs = [
        f"({_operand(f'parent.{quoted(b)}', there[b])}"
        f" = {_operand(f'{quoted(table.name)}.{quoted(a)}', here[a])})"
        for a, b in zip(link.columns, link.referred, strict=True)
    ]
    name = qualified(parent.schema or default_schema, parent.name)
    return f"(EXISTS ( SELECT 1 FROM {name} parent WHERE {_all(pairs)}))"


def _all(conditions: Iterable[str]) -> str:
    conditions = list(conditions)
    return conditions[0] if len(conditions) == 1 else f"({' AND '.join(conditions)})"


def type_of(column: Column[Any]) -> str:
    """The column's type as PostgreSQL has it."""
    return _dialect().type_compiler_instance.process(column.type)


def _operand(name: str, column: Column[Any]) -> str:
    """A VARCHAR is compared as text."""
    return f"({name})::text" if type_of(column).startswith("VARCHAR") else name


def _cast(column: Column[Any]) -> str:
    """What the setting, a text, is converted to; a cast to VARCHAR(n) would cut it."""
    kind = type_of(column).lower()
    if kind == "text" or kind.startswith("varchar"):
        return ""
    return "bpchar" if kind.startswith("char") else kind
