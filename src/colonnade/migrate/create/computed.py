"""Computed columns with another expression or type: no database changes them, so they are made anew.

PostgreSQL changes the type of no column that a computed one uses, and what SQLite copies a table with cannot write into one.
So what is made anew goes before all else, and comes behind it.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.errors import UsageError
from colonnade.migrate.create import indexes
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.schema.catalog import Catalog

Expressions = dict[str, tuple[str, ...]]
"""What computed columns of a table say, by their names."""


def complete(change: Change) -> None:
    """Drop and add computed columns that differ; their values follow from other columns.

    Raises:
        UsageError: a column of values becomes a computed one, or the other way.
    """
    if change.sides is None:
        return
    for table, model in change.kept():
        old, new = (
            _expressions(change, side, table, model)
            for side in (change.sides.has, change.sides.wants)
        )
        there = {one["name"] for one in change.seen.get_columns(table.table, table.schema)}
        if plain := sorted((old.keys() ^ new.keys()) & there & set(model.columns.keys())):
            raise UsageError(
                f"{table}.{plain[0]} cannot become a computed column, nor a computed column one with values of its own.",
                "Add a column under another name, and drop this one in a later revision.",
            )
        if changed := _changed(change, table, old, new):
            _anew(change, table, model, changed)


def _expressions(change: Change, side: Catalog, table: Name, model: sa.Table) -> Expressions:
    facts = {fact[: change.named]: fact[change.named :] for fact in side.facts["generated"]}
    if change.backend == "mysql":  # whether its values are stored
        for table_, column, *how in side.facts["automatic"]:
            if (table_, column) in facts:
                facts[table_, column] += tuple(how)
    names = [column.name for column in model.columns]
    names += [one["name"] for one in change.seen.get_columns(table.table, table.schema)]
    subjects = {name: change.subject(table, name) for name in names}
    return {name: facts[subject] for name, subject in subjects.items() if subject in facts}


def _changed(change: Change, table: Name, old: Expressions, new: Expressions) -> set[str]:
    """Which of them are made anew."""
    both = old.keys() | new.keys()
    if change.backend == "sqlite" and change.is_copied(table):
        return both
    altered = {
        one.column_name
        for modified in _of(change, table)
        for one in modified.ops
        if isinstance(one, ops.AlterColumnOp)
        and (one.modify_type is not None or one.column_name in both)
    }
    differ = {name for name in old.keys() & new.keys() if old[name] != new[name]}
    uses = {name for name in old if indexes.mentions(" ".join(old[name]), altered)}
    found = differ | altered & both | uses
    return both if found and change.backend == "sqlite" else found


def _anew(change: Change, table: Name, model: sa.Table, columns: set[str]) -> None:
    there = {one["name"]: one for one in change.seen.get_columns(table.table, table.schema)}
    assert change.sides is not None
    old = _expressions(change, change.sides.has, table, model)
    gone = [_column(there[name], old[name]) for name in sorted(columns & old.keys())]
    come = [column._copy() for column in model.columns if column.name in columns]
    for modified in _of(change, table):
        modified.ops[:] = [one for one in modified.ops if _name(one) not in columns]
    before, after = indexes.around(change, table, model, columns)
    drops = _operations(ops.DropColumnOp, table, gone)
    adds = _operations(ops.AddColumnOp, table, come)
    change.first(*before, ops.ModifyTableOps(table.table, drops, schema=table.schema))
    change.last(ops.ModifyTableOps(table.table, adds, schema=table.schema), *after)


def _operations(
    kind: type[ops.DropColumnOp] | type[ops.AddColumnOp],
    table: Name,
    columns: Iterable[sa.Column[Any]],
) -> list[ops.MigrateOperation]:
    return [kind.from_column_and_tablename(table.schema, table.table, one) for one in columns]


def _column(there: Any, expression: tuple[str, ...]) -> sa.Column[Any]:
    computed = sa.Computed(
        sa.text(expression[0].replace(":", r"\:")), there["computed"]["persisted"]
    )
    return sa.Column(there["name"], there["type"], computed, nullable=there["nullable"])


def _name(one: ops.MigrateOperation) -> str:
    if isinstance(one, ops.AddColumnOp):
        return one.column.name
    return str(getattr(one, "column_name", ""))


def _of(change: Change, table: Name) -> list[ops.ModifyTableOps]:
    whose = (table.table, table.schema)
    return [one for one in change.of_tables() if (one.table_name, one.schema) == whose]
