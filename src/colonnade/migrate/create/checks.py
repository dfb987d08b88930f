"""Check constraints: added, changed and removed, as the server writes them."""

import hashlib
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.sql.elements import conv

from colonnade.migrate.create import column_checks
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import OneWay


def complete(change: Change) -> None:
    """Drop and create the checks that differ."""
    for created in change.created():
        created.columns = [*created.columns, *_inside(created)]
    if change.sides is None:
        return
    models = sa.inspect(change.sides.models)
    if change.backend == "sqlite":
        _unnamed(change, models)
    for name, _ in change.kept():
        has, wants = _sides(change, models, name)
        parts: list[ops.MigrateOperation] = []
        for check in sorted(has.keys() | wants.keys()):
            given = change.backend == "sqlite" and check == _name_of(name, has.get(check, ""))
            if (
                has.get(check) != wants.get(check)
                and not given
                and not _is_there(change, name, check)
            ):
                parts += _replaced(name, check, has.get(check), wants.get(check))
        if parts:
            change.to(name, *parts)


def _inside(created: ops.CreateTableOp) -> list[sa.CheckConstraint]:
    """The checks inside of columns, which Alembic leaves out of a new table."""
    return [
        sa.CheckConstraint(check.sqltext, name=check.name)
        for column in created.columns
        if isinstance(column, sa.Column)
        for check in sorted(column.constraints, key=lambda one: str(one.name))
        if isinstance(check, sa.CheckConstraint)
    ]


def _unnamed(change: Change, models: Inspector) -> None:
    """SQLite gives no names, and a table that is copied loses what has none, so there the copy gets one."""
    for name, model in change.kept():
        had, wanted = (_without_name(side, name) for side in (change.seen, models))
        wanted -= {
            sql for check, sql in _checks(change.seen, name).items() if check == _name_of(name, sql)
        }
        if had == wanted and not change.is_copied(name):
            continue
        for sql in sorted(had | wanted):
            check = _check(name, _name_of(name, sql), sql)
            add = ops.AddConstraintOp.from_constraint(check)
            drop = None if sql in had else ops.DropConstraintOp.from_constraint(check)
            change.to(
                name, OneWay(add, drop) if sql in wanted else OneWay(_copied(name, model), add)
            )


def _without_name(inspector: Inspector, table: Name) -> set[str]:
    found = inspector.get_check_constraints(table.table)
    return {check["sqltext"] for check in found if not check["name"]}


def _copied(table: Name, model: sa.Table) -> ops.AlterColumnOp:
    """A change of nothing, for which the table is copied."""
    column = next(iter(model.columns))
    same = column.nullable
    return ops.AlterColumnOp(
        table.table,
        column.name,
        existing_type=column.type,
        existing_nullable=same,
        modify_nullable=same,
    )


def _name_of(table: Name, sql: str) -> str:
    return f"ck_{table.table}_{hashlib.sha256(sql.encode()).hexdigest()[:8]}"


def _checks(inspector: Inspector, table: Name) -> dict[str, str]:
    found = inspector.get_check_constraints(table.table, table.schema)
    return {check["name"]: check["sqltext"] for check in found if check["name"]}


def _sides(change: Change, models: Inspector, table: Name) -> tuple[dict[str, str], dict[str, str]]:
    """The checks of the database and of the models; PostgreSQL writes a list of values as something it reads otherwise."""
    assert change.sides is not None
    if change.backend != "postgresql":
        seen = _checks(change.seen, table)
        names = {sql: name for name, sql in seen.items()}
        inside = {
            names.get(sql, _name_of(table, sql)): sql for sql in column_checks.wanted(change, table)
        }
        return seen, _checks(models, table) | inside
    fact = change.fact_name(table)
    has, wants = (
        {one[1]: _inner(one[2]) for one in side.facts["check name"] if one[0] == fact}
        for side in (change.sides.has, change.sides.wants)
    )
    return has, wants


def _inner(definition: str) -> str:
    """What a check says, of `CHECK ((...))`."""
    return definition.removeprefix("CHECK (").removesuffix(")")


def _is_there(change: Change, table: Name, check: str) -> bool:
    """Whether Alembic found it, or makes it along with a column."""
    return any(
        check in (getattr(one, "constraint_name", None), _made_by(change, one))
        for modified in change.of_tables()
        if (modified.table_name, modified.schema) == (table.table, table.schema)
        for one in modified.ops
    )


def _made_by(change: Change, one: ops.MigrateOperation) -> str | None:
    """The check that the type of a new column makes; SQLite could not copy the table back without the column."""
    if change.backend == "sqlite":
        return None
    type_: Any = one.column.type if isinstance(one, ops.AddColumnOp) else None
    return str(type_.name) if getattr(type_, "create_constraint", False) else None


def _replaced(
    table: Name, name: str, old: str | None, new: str | None
) -> list[ops.MigrateOperation]:
    found: list[ops.MigrateOperation] = []
    if old is not None:
        found.append(ops.DropConstraintOp.from_constraint(_check(table, name, old)))
    if new is not None:
        found.append(ops.AddConstraintOp.from_constraint(_check(table, name, new)))
    return found


def _check(table: Name, name: str, sql: str) -> sa.CheckConstraint:
    made = sa.CheckConstraint(sa.text(sql.replace(":", r"\:")), name=conv(name))
    sa.Table(table.table, sa.MetaData(), made, schema=table.schema)
    return made
