"""Computed columns with another expression: no database changes it, so the column is made anew."""

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.migrate.create.change import Change


def complete(change: Change) -> None:
    """Drop and add computed columns that differ; their values follow from other columns."""
    if change.sides is None:
        return
    has, wants = (
        {fact[: change.named]: fact[change.named :] for fact in side.facts["generated"]}
        for side in (change.sides.has, change.sides.wants)
    )
    for name, table in change.kept():
        for column in table.columns:
            subject = change.subject(name, column.name)
            if subject in has and subject in wants and has[subject] != wants[subject]:
                old = sa.Column(
                    column.name,
                    column.type,
                    sa.Computed(
                        has[subject][0], column.computed.persisted if column.computed else None
                    ),
                )
                drop = ops.DropColumnOp.from_column_and_tablename(name.schema, name.table, old)
                add = ops.AddColumnOp.from_column_and_tablename(
                    name.schema, name.table, column._copy()
                )
                change.to(name, drop)
                change.to(name, add)
