"""Check constraints: added, changed and removed, as the server writes them."""

import hashlib

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.sql.elements import conv

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import OneWay


def complete(change: Change) -> None:
    """Drop and create the checks that differ."""
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
    if change.backend != "postgresql" or change.sides is None:
        return _checks(change.seen, table), _checks(models, table)
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
    """Whether Alembic found it."""
    return any(
        getattr(one, "constraint_name", None) == check
        for modified in change.of_tables()
        if (modified.table_name, modified.schema) == (table.table, table.schema)
        for one in modified.ops
    )


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
