"""Constraints without a name: what is added gets the server's name, what is dropped on SQLite is found by a convention."""

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.engine.reflection import Inspector

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import Batch, OneWay

Constraint = ops.CreateForeignKeyOp | ops.CreateUniqueConstraintOp
KINDS = (ops.CreateForeignKeyOp, ops.CreateUniqueConstraintOp)


def complete(change: Change) -> None:
    """Name each constraint of a table that is there, so that the upgrade and the downgrade can drop it."""
    _unique_on_sqlite(change)
    models = sa.inspect(change.sides.models) if change.sides else None
    for modified in change.of_tables():
        table = Name(modified.table_name, modified.schema)
        for one in modified.ops:
            if getattr(one, "constraint_name", "") is not None:
                continue
            if isinstance(one, KINDS):
                one.constraint_name = _given(models, table, one) or by_convention(table, one)
            elif isinstance(one, ops.DropConstraintOp) and isinstance(one._reverse, KINDS):
                one.constraint_name = by_convention(table, one._reverse)
                modified.__class__ = Batch
                vars(modified)["names"] = True
        if change.sides is not None and change.backend == "mysql":
            modified.ops[:] = _with_index(change, modified)


def _with_index(change: Change, modified: ops.ModifyTableOps) -> list[ops.MigrateOperation]:
    """MariaDB makes an index for a foreign key that no other one begins with, and keeps it when the key is dropped."""
    there = _columns_of_indexes(change, modified.table_name)
    found: list[ops.MigrateOperation] = []
    for one in modified.ops:
        if isinstance(one, ops.CreateForeignKeyOp):
            name, table = str(one.constraint_name), modified.table_name
            if not any(columns[: len(one.local_cols)] == one.local_cols for columns in there):
                found.append(OneWay(None, ops.DropIndexOp(name, table, schema=modified.schema)))
        found.append(one)
    return found


def _columns_of_indexes(change: Change, table: str) -> list[list[str]]:
    """The columns of a table's indexes, of those that are there and those that the models name."""
    assert change.sides is not None
    has, wants = change.sides.has.facts, change.sides.wants.facts
    named = {index.name for _, model in change.tables() for index in model.indexes}
    indexes = has["index"] | {one for one in wants["index"] if one[1] in named}
    keys = (
        sorted(one[1:] for one in side["primary key"] if one[0] == table) for side in (has, wants)
    )
    return [
        *(one[4].split(",") for one in indexes if one[0] == table and len(one) > 4),
        *([column for _, column in key] for key in keys),
    ]


def by_convention(table: Name, one: Constraint) -> str:
    """The name that a batch gives to a constraint."""
    if isinstance(one, ops.CreateForeignKeyOp):
        return f"fk_{table.table}_{one.local_cols[0]}_{one.referent_table}"
    return f"uq_{table.table}_{next(iter(one.columns))}"


def _given(
    inspector: Inspector | None,
    table: Name,
    one: Constraint,
) -> str | None:
    """The name that the server gave to a constraint of the models' tables."""
    if inspector is None:
        return None
    if isinstance(one, ops.CreateForeignKeyOp):
        keys = inspector.get_foreign_keys(table.table, table.schema)
        return next(
            (key["name"] for key in keys if key["constrained_columns"] == one.local_cols), None
        )
    found = inspector.get_unique_constraints(table.table, table.schema)
    columns = list(one.columns)
    return next((unique["name"] for unique in found if unique["column_names"] == columns), None)


def _unique_on_sqlite(change: Change) -> None:
    """Drop unnamed unique constraints, which Alembic does not compare on SQLite."""
    if change.sides is None or change.backend != "sqlite":
        return
    named = {
        (table, tuple(unique["column_names"]))
        for table, _ in change.kept()
        for unique in change.seen.get_unique_constraints(table.table)
        if unique["name"]
    }
    for table, columns in change.sides.excess("unique"):
        names = columns.split(", ")
        known = {name.table for name, _ in change.kept()}
        if table in known and (Name(table), tuple(names)) not in named:
            unique = sa.UniqueConstraint(*names)
            sa.Table(table, sa.MetaData(), *(sa.Column(name) for name in names), unique)
            change.to(Name(table), ops.DropConstraintOp.from_constraint(unique))
