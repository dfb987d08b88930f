"""Constraints as Python code."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.sql.elements import conv

from colonnade.design.migration.dialects import DIALECTS, condition, where_made
from colonnade.design.migration.expressions import expression_code, expression_text

Cyclic = set[sa.ForeignKeyConstraint]


class Constraints:
    """Writes the constraints of tables.

    Args:
        dialect: compiles expressions that have no form of their own.
        cyclic: the foreign keys that no order of tables satisfies.
    """

    def __init__(self, dialect: sa.Dialect, cyclic: Cyclic) -> None:
        self._dialect = dialect
        self._cyclic = cyclic

    def of(self, table: sa.Table) -> Iterator[str]:
        """The constraints of a table, as arguments of `op.create_table`; in an order that is always the same."""
        made = [
            (code, where_made(constraint, table))
            for constraint in table.constraints
            if (code := self._code(constraint))
        ]
        for code, names in sorted(made, key=lambda pair: pair[0]):
            if names == set(DIALECTS):
                yield code
            elif names:
                yield f"*([{code}] if {condition(names)} else [])"

    def _code(self, constraint: sa.Constraint) -> str:
        match constraint:
            case sa.PrimaryKeyConstraint() if constraint.columns:
                return _call("sa.PrimaryKeyConstraint", _columns(constraint), _options(constraint))
            case sa.UniqueConstraint():
                return _call("sa.UniqueConstraint", _columns(constraint), _options(constraint))
            case sa.ForeignKeyConstraint():
                return self._foreign_key(constraint)
            case sa.CheckConstraint() if not getattr(constraint, "_type_bound", False):
                text = repr(expression_text(constraint.sqltext, self._dialect))
                return _call("sa.CheckConstraint", [text], _options(constraint))
            case ExcludeConstraint():
                return self._exclude(constraint)
        return (
            ""  # a key without columns, or the CHECK of an enum, which comes with the column's type
        )

    def _foreign_key(self, constraint: sa.ForeignKeyConstraint) -> str:
        targets = [f"{e.column.table.fullname}.{e.column.name}" for e in constraint.elements]
        options = _options(constraint) | foreign_key_options(constraint)
        if constraint in self._cyclic:
            # With ALTER TABLE it is made at the end; SQLite has none, ignores the mark and makes it here.
            options |= {"name": f"op.f({foreign_key_name(constraint)!r})", "use_alter": "True"}
        columns = [str(column.name) for column in constraint.columns]
        return _call("sa.ForeignKeyConstraint", [repr(columns), repr(targets)], options)

    def _exclude(self, constraint: ExcludeConstraint) -> str:
        elements = [
            f"({expression_code(expression, self._dialect)}, {operator!r})"
            for expression, _, operator in constraint._render_exprs
        ]
        options = _options(constraint) | {"using": repr(constraint.using)}
        if constraint.where is not None:
            options["where"] = expression_code(constraint.where, self._dialect)
        if constraint.ops:
            options["ops"] = repr(constraint.ops)
        return _call("postgresql.ExcludeConstraint", elements, options)


def foreign_key_name(constraint: sa.ForeignKeyConstraint) -> str:
    """The constraint's name, or the one that PostgreSQL would give; a downgrade has to name it."""
    columns = "_".join(constraint.column_keys)
    return str(constraint.name or f"{constraint.table.name}_{columns}_fkey")


def foreign_key_options(constraint: sa.ForeignKeyConstraint) -> dict[str, str]:
    """What a foreign key does on changes, and how it matches."""
    names = ("onupdate", "ondelete", "match")
    return {name: repr(value) for name in names if (value := getattr(constraint, name))}


def name_code(name: object) -> str:
    """A name; `op.f` where it is final and no naming convention is to be applied to it again."""
    return f"op.f({str(name)!r})" if isinstance(name, conv) else repr(str(name) if name else None)


def _options(constraint: sa.Constraint) -> dict[str, str]:
    options = {"name": name_code(constraint.name)} if constraint.name else {}
    for name in ("deferrable", "initially", "comment"):
        if (value := getattr(constraint, name, None)) is not None:
            options[name] = repr(value)
    return options | {key: repr(value) for key, value in constraint.dialect_kwargs.items()}


def _columns(constraint: sa.PrimaryKeyConstraint | sa.UniqueConstraint) -> list[str]:
    return [repr(str(column.name)) for column in constraint.columns]


def _call(function: str, arguments: list[str], options: dict[str, str]) -> str:
    return f"{function}({', '.join([*arguments, *(f'{k}={v}' for k, v in options.items())])})"
