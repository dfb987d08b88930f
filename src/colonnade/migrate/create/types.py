"""Types of columns: changes that Alembic does not see, and how PostgreSQL converts values."""

from typing import Any

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.exc import DBAPIError

from colonnade.errors import UsageError
from colonnade.migrate.create import casts
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import AlterType, Statement
from colonnade.migrate.create.selection import without_changes_of_default

KINDS = ("type", "collation")
Type = sa.types.TypeEngine[Any]
_NO_TEXT = frozenset(
    {
        *("INTEGER", "BIGINT", "SMALLINT", "NUMERIC", "FLOAT", "DOUBLE", "REAL"),
        *("INTERVAL", "DATE", "TIME", "TIMESTAMP", "WITH", "BOOLEAN", "UUID"),
    }
)
"""Whose text is accepted for another type, until there is a row."""


def complete(change: Change) -> None:
    """Add missed changes of types; write `USING` where PostgreSQL needs it or would be wrong.

    Raises:
        UsageError: the database has no conversion.
    """
    _missed(change)
    casts.complete(change)
    if change.backend == "postgresql":
        for modified in change.of_tables():
            table = Name(modified.table_name, modified.schema)
            modified.ops[:] = [_converted(change, one) for one in modified.ops]
            for one in [one for one in modified.ops if isinstance(one, AlterType)]:
                _without_default(change, table, modified, one)


def _missed(change: Change) -> None:
    if change.sides is None:
        return
    said = {
        fact[: change.named]
        for kind in KINDS
        for fact in change.sides.missing(kind) + change.sides.excess(kind)
    }
    seen = {
        (modified.schema, modified.table_name, one.column_name)
        for modified in change.of_tables()
        for one in modified.ops
        if isinstance(one, ops.AlterColumnOp) and one.modify_type is not None
    }
    for name, table in change.kept():
        old = {one["name"]: one for one in change.seen.get_columns(name.table, name.schema)}
        for column in table.columns:
            if column.name not in old or (name.schema, name.table, column.name) in seen:
                continue
            if change.subject(name, column.name) in said:
                change.to(name, altered(name, column, old[column.name]))


def altered(table: Name, column: sa.Column[Any], old: Any) -> ops.AlterColumnOp:
    """The operation that gives a column its type.

    Args:
        table: the column's.
        column: as it shall be.
        old: as an inspector tells it; MariaDB has to be told again what stays.
    """
    default = old.get("default")
    return ops.AlterColumnOp(
        table.table,
        column.name,
        schema=table.schema,
        existing_type=old["type"],
        modify_type=column.type,
        existing_nullable=old["nullable"],
        existing_server_default=sa.DefaultClause(sa.text(default)) if default else False,
        existing_comment=old.get("comment"),
    )


def _converted(change: Change, one: ops.MigrateOperation) -> ops.MigrateOperation:
    if (
        not isinstance(one, ops.AlterColumnOp)
        or one.modify_type is None
        or one.existing_type is None
    ):
        return one
    old, new = one.existing_type, one.modify_type
    column = change.quote(one.column_name)
    converted = AlterType(one.table_name, one.column_name)
    vars(converted).update(vars(one))
    converted.using = _using(change, column, old, new, f"{one.table_name}.{one.column_name}")
    converted.back_using = _using(change, column, new, old, "")
    return converted


def _without_default(
    change: Change, table: Name, modified: ops.ModifyTableOps, one: AlterType
) -> None:
    """PostgreSQL makes no default of an enum of one that is text, and keeps one of JSON in a JSONB, so it goes before the type changes and comes behind it."""
    if change.sides is None or not any(
        isinstance(type_, sa.Enum | sa.JSON) for type_ in (one.existing_type, one.modify_type)
    ):
        return
    subject = change.subject(table, one.column_name)[0]
    old, new = (
        next((fact[1] for fact in side.facts["default"] if fact[0] == subject), "")
        for side in (change.sides.has, change.sides.wants)
    )
    if not (old or new):
        return
    modified.ops[:] = without_changes_of_default(modified.ops, {one.column_name})
    alter = f"ALTER TABLE {change.sql(table)} ALTER COLUMN {change.quote(one.column_name)}"
    drop = f"{alter} DROP DEFAULT"
    place = change.upgrade.ops.index(modified)
    set_new, set_old = (f"{alter} SET DEFAULT {said}" if said else drop for said in (new, old))
    change.upgrade.ops[place : place + 1] = [
        Statement(drop, set_old, table),
        modified,
        Statement(set_new, drop, table),
    ]


def _using(change: Change, column: str, old_type: Type, new_type: Type, what: str) -> str:
    """The expression that converts a column; empty where PostgreSQL knows it."""
    old, new = (type_.compile(change.dialect) for type_ in (old_type, new_type))
    kinds = tuple(
        "WITH" if "WITH TIME ZONE" in t else t.split("(")[0].split(" ")[0] for t in (old, new)
    )
    if kinds in (("TIMESTAMP", "WITH"), ("WITH", "TIMESTAMP")):
        return f"{column} AT TIME ZONE 'UTC'"
    if isinstance(old_type, sa.Enum):
        return f"{column}::text::{new}"
    if kinds[0] == "BYTEA" and kinds[1] in ("TEXT", "VARCHAR"):
        return f"convert_from({column}, 'UTF8')"
    if kinds[1] == "BYTEA" and kinds[0] in ("TEXT", "VARCHAR"):
        return f"convert_to({column}, 'UTF8')"
    ways = ["", f"{column}::{new}"]
    if kinds[0] not in _NO_TEXT:
        ways.append(f"{column}::text::{new}")
    for using in ways:
        if _works(change, column, old, new, using):
            return using
    if what:
        raise UsageError(
            f"{what} cannot become {new}: PostgreSQL has no conversion from {old}.",
            "Add a column of the new type under another name, fill it, and drop the old one in a later revision.",
        )
    return f"{column}::text::{new}"


def _works(change: Change, column: str, old: str, new: str, using: str) -> bool:
    """Whether the server accepts a change of a type, tried on an empty table of the scratch database."""
    if change.sides is None:
        return bool(using)
    clause = f" USING {using}" if using else ""
    with change.sides.models.begin_nested() as attempt:
        try:
            change.sides.models.exec_driver_sql(f"CREATE TEMPORARY TABLE tried ({column} {old})")
            change.sides.models.exec_driver_sql(
                f"ALTER TABLE tried ALTER COLUMN {column} TYPE {new}{clause}"
            )
        except DBAPIError:
            return False
        finally:
            attempt.rollback()
    return True
