"""Primary keys with other columns."""

from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.errors import UsageError
from colonnade.migrate.create import counted
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import CreatePrimaryKey, OneWay


def complete(change: Change) -> None:
    """Drop and create primary keys whose columns differ."""
    if change.sides is None:
        return
    models = sa.inspect(change.sides.models)
    for name, _ in change.kept():
        has = change.seen.get_pk_constraint(name.table, name.schema)
        wants = models.get_pk_constraint(name.table, name.schema)
        old, new = has["constrained_columns"], wants["constrained_columns"]
        if old != new and not (old and new):
            _refuse_keyless(change, name)
            _begun_or_ended(change, name, has if old else wants, ended=bool(old))
        elif old != new:
            _replaced(change, name, _key(name, has, old), _key(name, wants, new))


def _replaced(change: Change, table: Name, old: CreatePrimaryKey, new: CreatePrimaryKey) -> None:
    """Put a key with other columns in the place of one."""
    if change.backend == "sqlite":  # a table is copied with the new key
        _into_copy(change, table, OneWay(new, old))
        return
    loose = _taken(change, table, {*old.columns} - {*new.columns})
    if counted.makes_key(change, table):
        change.to(table, *loose)
        return
    # Each key is dropped before the other is made, in both directions.
    change.to(table, OneWay(_drop(old), old), *loose, OneWay(new, _drop(new)))


def _refuse_keyless(change: Change, table: Name) -> None:
    """Refuse what SQLite has no words for, and what MariaDB does not let be counted."""
    assert change.sides is not None
    sides = (change.sides.has, change.sides.wants)
    counted = {fact[0] for side in sides for fact in side.facts.get("automatic", ())}
    if change.backend == "sqlite" or (change.backend == "mysql" and table.table in counted):
        raise UsageError(
            f"{table} cannot get its first primary key or lose it: SQLite drops none, and MariaDB counts up keys only.",
            "Make a table under another name, fill it, and switch the names in a later revision.",
        )


def _begun_or_ended(change: Change, table: Name, key: Any, *, ended: bool) -> None:
    """Make the first key of a table, or drop the last one."""
    made = _key(table, key, key["constrained_columns"])
    drop = _drop(made)
    gone = set(key["constrained_columns"]) if ended else set()
    loose = _taken(change, table, gone)
    change.to(table, OneWay(drop, made) if ended else OneWay(made, drop), *loose)


def _into_copy(change: Change, table: Name, key: OneWay) -> None:
    """Change the key in the copy that gets its columns: rows would have no number in one before."""
    for modified in change.of_tables():
        is_of = (modified.table_name, modified.schema) == (table.table, table.schema)
        if is_of and any(isinstance(one, ops.AddColumnOp) for one in modified.ops):
            modified.ops.append(key)
            return
    change.to(table, key)


def _taken(change: Change, table: Name, gone: set[str]) -> list[ops.MigrateOperation]:
    """What Alembic found about columns that leave the key: until it is dropped they are NOT NULL."""
    found: list[ops.MigrateOperation] = []
    for modified in change.of_tables():
        if (modified.table_name, modified.schema) == (table.table, table.schema):
            found += [one for one in modified.ops if _is_loosened(one, gone)]
            modified.ops[:] = [one for one in modified.ops if one not in found]
    return found


def _is_loosened(one: ops.MigrateOperation, columns: set[str]) -> bool:
    return (
        isinstance(one, ops.AlterColumnOp)
        and one.column_name in columns
        and one.modify_nullable is True
    )


def _key(table: Name, key: Any, columns: list[str]) -> CreatePrimaryKey:
    name = key["name"] or f"pk_{table.table}"
    return CreatePrimaryKey(name, table.table, columns, schema=table.schema)


def _drop(key: CreatePrimaryKey) -> ops.DropConstraintOp:
    return ops.DropConstraintOp(
        key.constraint_name, key.table_name, type_="primary", schema=key.schema
    )
