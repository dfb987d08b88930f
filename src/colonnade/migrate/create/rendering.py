"""How operations are written into revisions: what is written is plain Alembic."""

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import render, renderers
from alembic.autogenerate.api import AutogenContext
from alembic.ddl.impl import DefaultImpl
from sqlalchemy.dialects.postgresql import JSONB

from colonnade.migrate.create.operations import (
    AlterType,
    Batch,
    CreatePrimaryKey,
    RenameTable,
    Statement,
)

CONVENTION = {
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
}
"""Names of constraints that have none."""


@renderers.dispatch_for(RenameTable)
def _render_table(context: AutogenContext, operation: RenameTable) -> str:
    schema = f", schema={operation.schema!r}" if operation.schema else ""
    return f"op.rename_table({operation.table_name!r}, {operation.new_table_name!r}{schema})"


@renderers.dispatch_for(AlterType)
def _render_type(context: AutogenContext, operation: AlterType) -> str:
    written = render._alter_column(context, operation)
    if not operation.using:
        return written
    return f"{written[:-1]},\n           postgresql_using={operation.using!r})"


@renderers.dispatch_for(CreatePrimaryKey)
def _render_key(context: AutogenContext, operation: CreatePrimaryKey) -> str:
    prefix = render._alembic_autogenerate_prefix(context)
    name = f"op.f({str(operation.constraint_name)!r})"
    columns = list(operation.columns)
    if context._has_batch:
        return f"{prefix}create_primary_key({name}, {columns!r})"
    schema = f", schema={operation.schema!r}" if operation.schema else ""
    return f"op.create_primary_key({name}, {operation.table_name!r}, {columns!r}{schema})"


@renderers.dispatch_for(Batch)
def _render_batch(context: AutogenContext, operation: Batch) -> list[str]:
    more = f", naming_convention={CONVENTION!r}" if operation.names else ""
    more += ", table_kwargs={'sqlite_autoincrement': True}" if operation.counts else ""
    lines = render._render_modify_table(context, operation)
    return [lines[0].replace(") as batch_op:", f"{more}) as batch_op:"), *lines[1:]]


@renderers.dispatch_for(Statement)
def _render_statement(context: AutogenContext, operation: Statement) -> str:
    execute = f"op.execute({_literal(operation.sql)})"
    if operation.alone:
        return f"with op.get_context().autocommit_block():\n    {execute}"
    return execute


def _literal(sql: str) -> str:
    """SQL as a string of Python, a line for each of its own; a colon before a word would be a parameter."""
    lines = re.sub(r"(?<!:):(?=\w)", r"\\:", sql).splitlines(keepends=True)
    if len(lines) < 2:
        return repr("".join(lines))
    return "\n    " + "\n    ".join(map(repr, lines)) + "\n"


def read_back(impl: DefaultImpl) -> None:
    """Let Alembic write expressions so that they say the same when they are read: it doubles `%`, and leaves `:x` alone."""
    plain = impl.render_ddl_sql_expr
    doubles = impl.dialect.identifier_preparer._double_percents

    def rendered(*arguments: Any, **options: Any) -> str:
        sql = plain(*arguments, **options)
        return re.sub(r"(?<![:\w\\]):(?=\w)", r"\:", sql.replace("%%", "%") if doubles else sql)

    impl.render_ddl_sql_expr = rendered  # type: ignore[method-assign]


def imports(metadata: Iterable[sa.MetaData], *, at_dialect: str) -> set[str]:
    """What Alembic names and does not import: elsewhere than on PostgreSQL it writes a JSONB of a variant so."""
    types = [column.type for one in metadata for t in one.tables.values() for column in t.columns]
    variants = [one for type_ in types for one in type_._variant_mapping.values()]
    is_needed = at_dialect != "postgresql" and any(isinstance(one, JSONB) for one in variants)
    return {"from sqlalchemy import Text"} if is_needed else set()
