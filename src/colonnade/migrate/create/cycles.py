"""New tables that refer to each other: a foreign key to a table that comes later is made after it."""

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name


def complete(change: Change) -> None:
    """Make such foreign keys when all tables are there; SQLite takes them at once."""
    if change.backend == "sqlite":
        return
    _dropped(change)
    waiting = {Name(one.table_name, one.schema) for one in change.created()}
    for one in change.created():
        waiting.discard(Name(one.table_name, one.schema))
        table = one.to_table()
        later = [key for key in table.foreign_key_constraints if _target(key) in waiting]
        if later:
            one.columns = [
                _without(item, later) for item in one.columns if not _is_one(item, later)
            ]
            for key in sorted(later, key=lambda key: list(key.column_keys)):
                change.to(
                    Name(one.table_name, one.schema),
                    ops.CreateForeignKeyOp.from_constraint(_named(key)),
                )


def _dropped(change: Change) -> None:
    """Drop foreign keys to tables that go before their own; the downgrade makes them when all are there."""
    gone: set[Name] = set()
    for one in [one for one in change.upgrade.ops if isinstance(one, ops.DropTableOp)]:
        name, again = Name(one.table_name, one.schema), one._reverse
        gone.add(name)
        keys = [
            key for key in one.to_table().foreign_key_constraints if _target(key) in gone - {name}
        ]
        if keys and again is not None:
            again.columns = [
                _without(item, keys) for item in again.columns if not _is_one(item, keys)
            ]
            change.to(name, *map(ops.DropConstraintOp.from_constraint, keys))


def _target(key: sa.ForeignKeyConstraint) -> Name:
    schema, _, table = key.elements[0].target_fullname.rpartition(".")[0].rpartition(".")
    return Name(table, schema or None)


def _named(key: sa.ForeignKeyConstraint) -> sa.ForeignKeyConstraint:
    """The downgrade drops it by its name, so that it has to have one."""
    if key.name is None:
        key.name = f"fk_{key.table.name}_{'_'.join(key.column_keys)}_{_target(key).table}"
    return key


def _is_one(item: sa.schema.SchemaItem, keys: list[sa.ForeignKeyConstraint]) -> bool:
    return isinstance(item, sa.ForeignKeyConstraint) and any(
        item.column_keys == key.column_keys for key in keys
    )


def _without(
    item: sa.schema.SchemaItem, keys: list[sa.ForeignKeyConstraint]
) -> sa.schema.SchemaItem:
    """A column without the foreign keys that come later."""
    if not isinstance(item, sa.Column) or not any(item.key in key.column_keys for key in keys):
        return item
    copy = item._copy()
    copy.foreign_keys = set()
    copy.constraints = set()
    return copy
