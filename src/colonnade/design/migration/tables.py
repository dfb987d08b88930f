"""Tables and indexes as Alembic operations.

Alembic's own renderer is made for one dialect at a time: it compiles expressions, doubles percent signs, strips quotes
from defaults and forgets `ddl_if`. So a table is written here, from its columns and constraints.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from colonnade.design.migration.constraints import (
    Constraints,
    foreign_key_name,
    foreign_key_options,
    name_code,
)
from colonnade.design.migration.dialects import DIALECTS, condition, where_made
from colonnade.design.migration.expressions import expression_code, expression_text
from colonnade.design.migration.types import Types

_IDENTITY = ("start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle")


class Tables:
    """Writes tables, and remembers what the revision must declare for their types.

    Args:
        dialect: compiles expressions that have no form of their own.
        cyclic: the foreign keys that no order of tables satisfies.

    Attributes:
        types: what the written lines need imported and declared.
    """

    def __init__(self, dialect: sa.Dialect, cyclic: list[sa.ForeignKeyConstraint]) -> None:
        self.types = Types()
        self._dialect = dialect
        self._constraints = Constraints(dialect, set(cyclic))

    def create(self, table: sa.Table) -> str:
        """`op.create_table`."""
        parts = [
            repr(str(table.name)),
            *(self._column(column) for column in table.columns),
            *self._constraints.of(table),
        ]
        if table.schema:
            parts.append(f"schema={str(table.schema)!r}")
        if table.comment is not None:
            parts.append(f"comment={table.comment!r}")
        if table._prefixes:
            parts.append(f"prefixes={table._prefixes!r}")
        parts += [f"{key}={value!r}" for key, value in table.dialect_kwargs.items()]
        return f"op.create_table({', '.join(parts)})"

    def create_index(self, index: sa.Index, table: sa.Table) -> str:
        """`op.create_index`, under a condition where `ddl_if` sets one."""
        parts = [
            name_code(index.name),
            repr(str(table.name)),
            f"[{', '.join(self._key(key) for key in index.expressions)}]",
            f"unique={bool(index.unique)}",
        ]
        if table.schema:
            parts.append(f"schema={str(table.schema)!r}")
        parts += [f"{key}={self._option(value)}" for key, value in index.dialect_kwargs.items()]
        made = f"op.create_index({', '.join(parts)})"
        names = where_made(index, table)
        if not names:
            return ""
        return made if names == set(DIALECTS) else f"if {condition(names)}:\n    {made}"

    def _column(self, column: sa.Column[object]) -> str:
        parts = [repr(str(column.name)), self.types.code(column.type), *self._default(column)]
        if (autoincrement := _autoincrement(column)) != "auto":
            parts.append(f"autoincrement={autoincrement!r}")
        parts.append(f"nullable={column.nullable}")
        if column.comment is not None:
            parts.append(f"comment={column.comment!r}")
        parts += [f"{key}={value!r}" for key, value in column.dialect_kwargs.items()]
        return f"sa.Column({', '.join(parts)})"

    def _default(self, column: sa.Column[object]) -> Iterator[str]:
        match column.server_default:
            case sa.Computed() as computed:
                text = expression_text(computed.sqltext, self._dialect)
                persisted = (
                    "" if computed.persisted is None else f", persisted={computed.persisted}"
                )
                yield f"sa.Computed({text!r}{persisted})"
            case sa.Identity() as identity:
                yield _identity(identity)
            case sa.DefaultClause() as default:
                yield f"server_default={expression_code(default.arg, self._dialect)}"

    def _key(self, key: object) -> str:
        if isinstance(key, sa.Column):
            return repr(str(key.name))
        return expression_code(key, self._dialect)

    def _option(self, value: object) -> str:
        if isinstance(value, (list, tuple)):
            return f"[{', '.join(self._option(item) for item in value)}]"
        return self._key(value)


def create_foreign_key(constraint: sa.ForeignKeyConstraint) -> str:
    """`op.create_foreign_key`, for a constraint that closes a cycle."""
    table, target = constraint.table, constraint.referred_table
    columns = [str(column.name) for column in constraint.columns]
    targets = [str(element.column.name) for element in constraint.elements]
    options = foreign_key_options(constraint)
    for name, schema in (("source_schema", table.schema), ("referent_schema", target.schema)):
        if schema:
            options[name] = repr(str(schema))
    for name in ("deferrable", "initially"):
        if (value := getattr(constraint, name)) is not None:
            options[name] = repr(value)
    arguments = [f"op.f({foreign_key_name(constraint)!r})", repr(str(table.name))]
    arguments += [repr(str(target.name)), repr(columns), repr(targets)]
    arguments += [f"{key}={value}" for key, value in options.items()]
    return f"op.create_foreign_key({', '.join(arguments)})"


def _autoincrement(column: sa.Column[object]) -> object:
    if not column.primary_key:
        return "auto"
    if column.default is not None and column.table.autoincrement_column is not column:
        return False  # a default of Python's is not written, and without it the key would become a serial
    return column.autoincrement


def _identity(identity: sa.Identity) -> str:
    written = (f"{o}={value!r}" for o in _IDENTITY if (value := getattr(identity, o)) is not None)
    cache = [f"cache={identity.cache}"] if identity.cache is not None else []
    return f"sa.Identity({', '.join([f'always={identity.always}', *written, *cache])})"
