"""Operations that Alembic cannot write or reverse by itself; what they write is plain Alembic."""

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import render, renderers
from alembic.autogenerate.api import AutogenContext
from alembic.ddl.impl import DefaultImpl
from alembic.operations.ops import (
    AddColumnOp,
    AlterColumnOp,
    CreateIndexOp,
    CreatePrimaryKeyOp,
    DropIndexOp,
    MigrateOperation,
    ModifyTableOps,
    RenameTableOp,
)
from sqlalchemy.dialects.postgresql import JSONB

from colonnade.migrate.create.names import Name

CONVENTION = {
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
}
"""Names of constraints that have none."""


class RenameTable(RenameTableOp):
    """Gives a table another name."""

    def reverse(self) -> "RenameTable":
        return RenameTable(self.new_table_name, self.table_name, schema=self.schema)

    def to_diff_tuple(self) -> Any:
        return ("rename_table", self.schema, self.table_name, self.new_table_name)


class RenameColumn(AlterColumnOp):
    """Gives a column another name; what is known of it goes along, as MariaDB writes a column anew."""

    def reverse(self) -> "RenameColumn":
        assert self.modify_name is not None
        known = {key: vars(self)[key] for key in vars(self) if key.startswith("existing_")}
        known |= {"schema": self.schema, **self.kw}
        return RenameColumn(
            self.table_name, self.modify_name, modify_name=self.column_name, **known
        )


class Statement(MigrateOperation):
    """SQL for the upgrade, and SQL that takes it back.

    Args:
        sql: what the upgrade executes; nothing when empty.
        back: what the downgrade executes; nothing when empty.
        of: the table that it changes, when it changes one.
        alone: whether it has to run outside a transaction.
        back_alone: the same for what takes it back.
    """

    def __init__(
        self,
        sql: str,
        back: str = "",
        of: Name | None = None,
        *,
        alone: bool = False,
        back_alone: bool = False,
    ) -> None:
        self.sql, self.back, self.of = sql, back, of
        self.alone, self.back_alone = alone, back_alone

    def reverse(self) -> "Statement":
        return Statement(self.back, self.sql, self.of, alone=self.back_alone, back_alone=self.alone)

    def to_diff_tuple(self) -> Any:
        return ("execute", self.sql)


class AlterType(AlterColumnOp):
    """Gives a column another type, and says how PostgreSQL converts its values.

    Attributes:
        using: the expression that gives the new value.
        back_using: the one that gives the old value again.
    """

    using = ""
    back_using = ""

    def reverse(self) -> "AlterType":
        reversed_ = super().reverse()
        reversed_.__class__ = AlterType
        assert isinstance(reversed_, AlterType)
        reversed_.using, reversed_.back_using = self.back_using, self.using
        return reversed_


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


class OneWay(MigrateOperation):
    """An operation of the upgrade that has none in the downgrade, or the other way.

    Args:
        forth: what the upgrade does; nothing when None.
        back: what the downgrade does; nothing when None.
    """

    def __init__(
        self, forth: MigrateOperation | None, back: MigrateOperation | None = None
    ) -> None:
        self.forth, self.back = forth, back

    def reverse(self) -> "OneWay":
        return OneWay(self.back, self.forth)

    def to_diff_tuple(self) -> Any:
        return ("one way", self.forth)


def pruned(operations: Iterable[MigrateOperation]) -> list[MigrateOperation]:
    """The operations that do something in this direction."""
    found: list[MigrateOperation] = []
    for one in operations:
        if isinstance(one, OneWay):
            found += [one.forth] if one.forth else []
        elif isinstance(one, ModifyTableOps):
            one.ops[:] = pruned(one.ops)
            found += [one] if one.ops else []
        elif not isinstance(one, Statement) or one.sql:
            found.append(one)
    return found


def copies(one: MigrateOperation) -> bool:
    """Whether SQLite copies a table for a change of it."""
    if isinstance(one, AddColumnOp):
        return one.column.computed is not None
    return not isinstance(one, CreateIndexOp | DropIndexOp)


def without_changes_of_default(
    operations: Iterable[MigrateOperation], columns: set[str]
) -> list[MigrateOperation]:
    """Operations that leave the defaults of some columns alone."""
    found = list(operations)
    for one in found:
        if isinstance(one, AlterColumnOp) and one.column_name in columns:
            one.modify_server_default = False
    return [one for one in found if not isinstance(one, AlterColumnOp) or one.has_changes()]


def both_ways(forth: list[str], back: list[str], of: Name | None = None) -> list[Statement]:
    """Statements for the upgrade in their order, and statements for the downgrade in theirs."""
    ups = [Statement(sql, of=of) for sql in forth]
    return ups + [Statement("", sql, of) for sql in reversed(back)]


class CreatePrimaryKey(CreatePrimaryKeyOp):
    """Makes a primary key; Alembic cannot write it."""


@renderers.dispatch_for(CreatePrimaryKey)
def _render_key(context: AutogenContext, operation: CreatePrimaryKey) -> str:
    prefix = render._alembic_autogenerate_prefix(context)
    name = f"op.f({str(operation.constraint_name)!r})"
    columns = list(operation.columns)
    if context._has_batch:
        return f"{prefix}create_primary_key({name}, {columns!r})"
    schema = f", schema={operation.schema!r}" if operation.schema else ""
    return f"op.create_primary_key({name}, {operation.table_name!r}, {columns!r}{schema})"


class Batch(ModifyTableOps):
    """Changes a table of SQLite, and says what SQLAlchemy does not see of it.

    Attributes:
        names: whether constraints that have no name get one, by which they can be dropped.
        counts: whether the copy gets AUTOINCREMENT as well.
    """

    names = False
    counts = False

    def reverse(self) -> "Batch":
        back = super().reverse()
        back.__class__ = Batch
        assert isinstance(back, Batch)
        back.counts = self.counts
        return back


@renderers.dispatch_for(Batch)
def _render_batch(context: AutogenContext, operation: Batch) -> list[str]:
    more = f", naming_convention={CONVENTION!r}" if operation.names else ""
    more += ", table_kwargs={'sqlite_autoincrement': True}" if operation.counts else ""
    lines = render._render_modify_table(context, operation)
    return [lines[0].replace(") as batch_op:", f"{more}) as batch_op:"), *lines[1:]]
