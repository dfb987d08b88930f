"""Check constraints: added, changed and removed, as the server writes them."""

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.sql.elements import conv

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name


def complete(change: Change) -> None:
    """Drop and create the checks that differ."""
    if change.sides is None:
        return
    models = sa.inspect(change.sides.models)
    for name, _ in change.kept():
        has = _checks(change.seen, name)
        wants = _checks(models, name)
        parts: list[ops.MigrateOperation] = []
        for check in sorted(has.keys() | wants.keys()):
            if has.get(check) != wants.get(check) and not _is_there(change, name, check):
                parts += _replaced(name, check, has.get(check), wants.get(check))
        if parts:
            change.to(name, *parts)


def _checks(inspector: Inspector, table: Name) -> dict[str, str]:
    found = inspector.get_check_constraints(table.table, table.schema)
    return {check["name"]: check["sqltext"] for check in found if check["name"]}


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
