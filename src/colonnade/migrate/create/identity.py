"""Columns that PostgreSQL counts: `serial` and identity become each other, identity changes its kind, begins and ends."""

from typing import Any

import sqlalchemy as sa

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import Statement, both_ways
from colonnade.migrate.create.selection import without_changes_of_default

_KINDS = {"a": "ALWAYS", "d": "BY DEFAULT"}


def complete(change: Change) -> None:
    """Write what Alembic gets wrong as SQL; the numbers go on behind the highest one."""
    if change.sides is None or change.backend != "postgresql":
        return
    has, wants = (
        {fact[0]: fact[1] for fact in side.facts["automatic"]}
        for side in (change.sides.has, change.sides.wants)
    )
    for name, table in change.kept():
        there = {one["name"]: one for one in change.seen.get_columns(name.table, name.schema)}
        for column in table.columns:
            subject = f"{change.fact_name(name)}.{column.name}"
            old, new = has.get(subject), wants.get(subject)
            if column.name not in there or old == new or not {old, new} & _KINDS.keys():
                continue
            _leave(change, name, column.name)
            if old and new:
                change.last(*_changed(change, name, column.name, old, new))
            else:
                change.last(*_begun_or_ended(change, name, column, there[column.name]))


def _begun_or_ended(
    change: Change, table: Name, column: sa.Column[Any], there: Any
) -> list[Statement]:
    target, quoted = change.sql(table), change.quote(column.name)
    alter = f"ALTER TABLE {target} ALTER COLUMN {quoted}"
    sequence = change.sql(Name(f"{table.table}_{column.name}_seq", table.schema))
    identity = column.identity or sa.Identity(**there["identity"])
    counted = sa.Column(column.name, column.type, identity._copy())
    words = str(sa.schema.CreateColumn(counted).compile(dialect=change.dialect))
    begin = [f"{alter} ADD {words[words.index('GENERATED') :]}", _counted(target, quoted, sequence)]
    end = [f"{alter} DROP IDENTITY"]
    return both_ways(begin, end, table) if column.identity else both_ways(end, begin, table)


def _leave(change: Change, table: Name, column: str) -> None:
    """Take out what Alembic wrote about the default of the column."""
    for modified in change.of_tables():
        if (modified.table_name, modified.schema) == (table.table, table.schema):
            modified.ops[:] = without_changes_of_default(modified.ops, {column})


def _changed(change: Change, table: Name, column: str, old: str, new: str) -> list[Statement]:
    target, quoted = change.sql(table), change.quote(column)
    alter = f"ALTER TABLE {target} ALTER COLUMN {quoted}"
    sequence = change.sql(Name(f"{table.table}_{column}_seq", table.schema))
    if old in _KINDS and new in _KINDS:
        return [
            Statement(
                f"{alter} SET GENERATED {_KINDS[new]}", f"{alter} SET GENERATED {_KINDS[old]}"
            )
        ]
    if new in _KINDS:
        return both_ways(
            _identity(sequence, target, quoted, _KINDS[new]), _serial(sequence, target, quoted)
        )
    return both_ways(
        _serial(sequence, target, quoted), _identity(sequence, target, quoted, _KINDS[old])
    )


def _identity(sequence: str, target: str, column: str, kind: str) -> list[str]:
    alter = f"ALTER TABLE {target} ALTER COLUMN {column}"
    return [
        f"{alter} DROP DEFAULT",
        f"DROP SEQUENCE {sequence}",
        f"{alter} ADD GENERATED {kind} AS IDENTITY",
        _counted(target, column, sequence),
    ]


def _serial(sequence: str, target: str, column: str) -> list[str]:
    alter = f"ALTER TABLE {target} ALTER COLUMN {column}"
    return [
        f"{alter} DROP IDENTITY",
        f"CREATE SEQUENCE {sequence} AS integer OWNED BY {target}.{column}",
        f"{alter} SET DEFAULT nextval('{sequence}')",
        _counted(target, column, sequence),
    ]


def _counted(target: str, column: str, sequence: str) -> str:
    return f"SELECT setval('{sequence}', coalesce(max({column}), 0) + 1, false) FROM {target}"
