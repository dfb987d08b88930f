"""Keys that the server counts: counting begins or ends, also with a column that the key gets for it.

Alembic sees no change of a key's numbers, and adds a column without them.
"""

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import Statement, both_ways

_IDENTITY = ("a", "d")
"""What PostgreSQL calls those that Alembic knows."""


def complete(change: Change) -> None:
    """Write what begins and what ends the counting of a key."""
    if change.sides is None or change.backend == "sqlite":
        return
    for table, model in change.kept():
        there = {one["name"] for one in change.seen.get_columns(table.table, table.schema)}
        for column in model.primary_key.columns:
            old, new = (_counter(change, table, column, has=has) for has in (True, False))
            if bool(old) == bool(new) or {old, new} & {*_IDENTITY}:
                continue
            if column.name in there:
                change.last(*_begun_or_ended(change, table, column, old))
            elif len(model.primary_key.columns) == 1:
                _key_of_its_own(change, table, column)


def _counter(change: Change, table: Name, column: sa.Column[object], *, has: bool) -> str:
    """By what the server counts a column; empty when it does not."""
    assert change.sides is not None
    side = change.sides.has if has else change.sides.wants
    subject = change.subject(table, column.name)
    return next((one[-1] for one in side.facts["automatic"] if one[: change.named] == subject), "")


def _begun_or_ended(
    change: Change, table: Name, column: sa.Column[object], old: str
) -> list[Statement]:
    if change.backend == "mysql":
        bare = _spec(change, column).replace(" AUTO_INCREMENT", "")
        modify = f"ALTER TABLE {change.sql(table)} MODIFY {bare}"
        words = ("", " AUTO_INCREMENT")
        forth, back = words if old else words[::-1]
        return [Statement(modify + forth, modify + back, table)]
    begin, end = _serial(change, table, column)
    return both_ways(end, begin, table) if old else both_ways(begin, end, table)


def _serial(change: Change, table: Name, column: sa.Column[object]) -> tuple[list[str], list[str]]:
    target, quoted = change.sql(table), change.quote(column.name)
    sequence = change.sql(Name(f"{table.table}_{column.name}_seq", table.schema))
    alter = f"ALTER TABLE {target} ALTER COLUMN {quoted}"
    begin = [
        f"CREATE SEQUENCE {sequence} AS {column.type.compile(change.dialect)} OWNED BY {target}.{quoted}",
        f"{alter} SET DEFAULT nextval('{sequence}')",
        f"SELECT setval('{sequence}', coalesce(max({quoted}), 0) + 1, false) FROM {target}",
    ]
    return begin, [f"{alter} DROP DEFAULT", f"DROP SEQUENCE {sequence}"]


def _spec(change: Change, column: sa.Column[object]) -> str:
    """A column of the models as CREATE TABLE says it."""
    return str(sa.schema.CreateColumn(column).compile(dialect=change.dialect))


def _key_of_its_own(change: Change, table: Name, column: sa.Column[object]) -> None:
    """Add the column with its numbers. MariaDB counts no column that is not a key, so there all is one statement."""
    for modified in change.of_tables():
        if (modified.table_name, modified.schema) == (table.table, table.schema):
            modified.ops[:] = [one for one in modified.ops if not _adds(one, column.name)]
    alter, quoted = f"ALTER TABLE {change.sql(table)}", change.quote(column.name)
    add, drop = f"{alter} ADD COLUMN {_spec(change, column)}", f"{alter} DROP COLUMN {quoted}"
    if change.backend == "mysql":
        old = change.seen.get_pk_constraint(table.table)["constrained_columns"]
        indexes = _of_foreign_keys(change, table)
        add = f"{alter} DROP PRIMARY KEY" + "".join(
            f", ADD INDEX {name} ({columns})" for name, columns in indexes
        )
        add += f", ADD COLUMN {_spec(change, column)}, ADD PRIMARY KEY ({quoted})"
        drop += f", DROP PRIMARY KEY, ADD PRIMARY KEY ({', '.join(map(change.quote, old))})"
        drop += "".join(f", DROP INDEX {name}" for name, _ in indexes)
    change.last(Statement(add, drop, table))


def makes_key(change: Change, table: Name) -> bool:
    """Whether a statement here makes the primary key along with its column."""
    statements = [one for one in change.upgrade.ops if isinstance(one, Statement)]
    return any(one.of == table and "ADD PRIMARY KEY" in one.sql for one in statements)


def _adds(one: ops.MigrateOperation, column: str) -> bool:
    return isinstance(one, ops.AddColumnOp) and one.column.name == column


def _of_foreign_keys(change: Change, table: Name) -> list[tuple[str, str]]:
    """The indexes of foreign keys that had the old key for one; MariaDB drops no key that one of them needs."""
    assert change.sides is not None
    keys = {one[1] for one in change.sides.wants.facts["foreign key"] if one[0] == table.table}
    return [
        (change.quote(one[1]), ", ".join(map(change.quote, one[4].split(","))))
        for one in change.sides.missing("index")
        if one[0] == table.table and one[2] == "-" and one[4] in keys
    ]
