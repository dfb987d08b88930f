"""Tables and indexes as Alembic operations, rendered by Alembic where it is right and by us where it is not.

Ours are: types (see `types.py`), expressions (see `expressions.py`), and foreign keys of tables that point at each other.
"""

from collections.abc import Iterator
from typing import Literal

import sqlalchemy as sa
from alembic.autogenerate import render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateForeignKeyOp, CreateTableOp, MigrateOperation, UpgradeOps
from sqlalchemy.sql.elements import conv

from colonnade.design.migration.expressions import expression_code, expression_text
from colonnade.design.migration.types import Types


class Renderer:
    """Writes operations as lines of a revision.

    Args:
        dialect: compiles expressions that have no dialect-independent form.

    Attributes:
        types: what the rendered lines need imported and declared.
    """

    def __init__(self, dialect: sa.Dialect) -> None:
        self.types = Types()
        self._dialect = dialect
        self._context = MigrationContext.configure(dialect=dialect)

    def create_table(self, table: sa.Table, cyclic: set[sa.ForeignKeyConstraint]) -> str:
        """`op.create_table`; the foreign keys of a cycle are marked `use_alter`, so that only SQLite makes them here."""
        operation = CreateTableOp.from_table(
            _standalone(table, cyclic), _namespace_metadata=table.metadata
        )
        operation.info = {}
        return self._render(operation)

    def create_index(self, index: sa.Index) -> str:
        """`op.create_index`, with its expressions as Python."""
        assert index.table is not None
        parts = [
            _name_code(index.name),
            repr(str(index.table.name)),
            f"[{', '.join(self._key(key) for key in index.expressions)}]",
            f"unique={bool(index.unique)}",
        ]
        if index.table.schema:
            parts.append(f"schema={str(index.table.schema)!r}")
        parts += [f"{key}={self._option(value)}" for key, value in index.dialect_kwargs.items()]
        return f"op.create_index({', '.join(parts)})"

    def create_foreign_key(self, constraint: sa.ForeignKeyConstraint) -> str:
        """`op.create_foreign_key`, for a constraint that closes a cycle."""
        operation = CreateForeignKeyOp.from_constraint(constraint)
        assert isinstance(operation, CreateForeignKeyOp)
        operation.kw.pop("use_alter", None)
        operation.constraint_name = foreign_key_name(constraint)
        return self._render(operation)

    def _key(self, key: object) -> str:
        return repr(str(key.name)) if isinstance(key, sa.Column) else self._expression(key)

    def _option(self, value: object) -> str:
        if isinstance(value, (list, tuple)):
            return f"[{', '.join(self._option(item) for item in value)}]"
        if isinstance(value, sa.Column):
            return repr(str(value.name))
        return self._expression(value)

    def _expression(self, value: object) -> str:
        return expression_code(value, self._dialect)

    def _render(self, operation: MigrateOperation) -> str:
        code = render_python_code(
            UpgradeOps([operation]), migration_context=self._context, render_item=self._render_item
        )
        lines = (line for line in code.splitlines() if not line.strip().startswith("# ###"))
        return "\n".join(lines).strip()

    def _render_item(
        self, kind: str, item: object, context: AutogenContext
    ) -> str | Literal[False]:
        if kind == "type" and isinstance(item, sa.types.TypeEngine):
            return self.types.code(item)
        if kind == "check" and isinstance(item, sa.CheckConstraint) and not _is_of_type(item):
            return self._check(item)
        if kind == "server_default":
            return self._default(item)
        return False

    def _check(self, check: sa.CheckConstraint) -> str:
        options = [f"name={_name_code(check.name)}"] if check.name else []
        options += [f"{key}={value!r}" for key, value in check.dialect_kwargs.items()]
        text = expression_text(check.sqltext, self._dialect)
        return f"sa.CheckConstraint({', '.join([repr(text), *options])})"

    def _default(self, default: object) -> str | Literal[False]:
        if isinstance(default, sa.Computed):
            text = expression_text(default.sqltext, self._dialect)
            persisted = "" if default.persisted is None else f", persisted={default.persisted}"
            return f"sa.Computed({text!r}{persisted})"
        if isinstance(default, sa.DefaultClause):
            return self._expression(default.arg)
        return False


def foreign_key_name(constraint: sa.ForeignKeyConstraint) -> str:
    """The constraint's name, or the one that PostgreSQL would give; a downgrade has to name it."""
    columns = "_".join(constraint.column_keys)
    return str(constraint.name or f"{constraint.table.name}_{columns}_fkey")


def _name_code(name: object) -> str:
    # op.f: the name is final, and no naming convention is to be applied to it again.
    return f"op.f({str(name)!r})" if isinstance(name, conv) else repr(str(name) if name else None)


def _is_of_type(check: sa.CheckConstraint) -> bool:
    # The CHECK of an enum or a boolean comes with the column's type.
    return bool(getattr(check, "_type_bound", False))


def _standalone(table: sa.Table, cyclic: set[sa.ForeignKeyConstraint]) -> sa.Table:
    # The naming convention comes along, because `unique=True` makes its constraint anew in the copy.
    copy = table.to_metadata(sa.MetaData(naming_convention=table.metadata.naming_convention))
    for column, original in zip(copy.columns, table.columns, strict=True):
        column.type = original.type  # copying moves an enum to the table's schema
        if original.primary_key and not _is_serial(original):
            column.autoincrement = False
    for constraint in _matching(copy, cyclic):
        constraint.use_alter = True
    return copy


def _is_serial(key: sa.Column[object]) -> bool:
    # A default of Python's is not written, and without it the key would become a serial.
    return key.default is None or key.table.autoincrement_column is key


def _matching(
    copy: sa.Table, cyclic: set[sa.ForeignKeyConstraint]
) -> Iterator[sa.ForeignKeyConstraint]:
    wanted = {(foreign_key_name(c), *c.column_keys): foreign_key_name(c) for c in cyclic}
    for constraint in copy.foreign_key_constraints:
        key = (foreign_key_name(constraint), *constraint.column_keys)
        if key in wanted:
            constraint.name = constraint.name or wanted[key]
            yield constraint
