"""SQL expressions as the Python code that a person would write for them.

Alembic writes expressions as the text that one dialect compiles them to. A revision runs on several databases, so
`func.now()` stays `sa.func.now()` here, and text keeps its escapes, which compiling would lose.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BindParameter,
    ClauseElement,
    ColumnClause,
    False_,
    Grouping,
    Null,
    TextClause,
    True_,
    UnaryExpression,
)
from sqlalchemy.sql.functions import Function

from colonnade.design.migration.dialects import DIALECTS, with_aliases

_ORDERS: dict[object, str] = {
    operators.asc_op: "asc",
    operators.desc_op: "desc",
    operators.nulls_first_op: "nulls_first",
    operators.nulls_last_op: "nulls_last",
}


def expression_code(value: object, dialect: sa.Dialect) -> str:
    """Python code that makes the same expression again.

    Args:
        value: an expression, or a plain value that `repr` can write.
        dialect: compiles what has no form of its own, such as operators, to `sa.text`.
    """
    if isinstance(value, ClauseElement) and not type(value).__module__.startswith("sqlalchemy."):
        return _by_dialect(value)
    for kind, write in _WRITERS.items():
        if isinstance(value, kind) and (code := write(value, dialect)):
            return code
    return _compiled(value, dialect) if isinstance(value, ClauseElement) else repr(value)


def expression_text(value: ClauseElement | str, dialect: sa.Dialect) -> str:
    """The SQL text of an expression, as `sa.text` wants it: colons that are no parameters escaped."""
    if isinstance(value, str):
        return value
    if isinstance(value, TextClause):
        return value.text
    compiled = value.compile(
        dialect=dialect, compile_kwargs={"literal_binds": True, "include_table": False}
    )
    return str(compiled).replace(":", "\\:")


def _by_dialect(value: ClauseElement) -> str:
    """An element of the application's own, which each dialect compiles as it was told to."""
    texts = {name: expression_text(value, dialect) for name, dialect in DIALECTS.items()}
    usual = max(texts.values(), key=list(texts.values()).count)
    own = {name: text for name, text in texts.items() if text != usual}
    choices = ", ".join(
        f"{alias!r}: sa.text({own[name]!r})" for name in own for alias in with_aliases([name])
    )
    other = f"sa.text({usual!r})"
    return f"{{{choices}}}.get(op.get_context().dialect.name, {other})" if own else other


def _compiled(value: ClauseElement, dialect: sa.Dialect) -> str:
    return f"sa.text({expression_text(value, dialect)!r})"


def _column(column: ColumnClause[object], dialect: sa.Dialect) -> str:
    maker = "literal_column" if column.is_literal else "column"
    return f"sa.{maker}({str(column.name)!r})"


def _order(expression: UnaryExpression[object], dialect: sa.Dialect) -> str:
    order = _ORDERS.get(expression.modifier)
    return f"{expression_code(expression.element, dialect)}.{order}()" if order else ""


def _function(function: Function[object], dialect: sa.Dialect) -> str:
    name = ".".join([*function.packagenames, function.name])
    arguments = ", ".join(expression_code(clause, dialect) for clause in function.clauses)
    return f"sa.func.{name}({arguments})"


# Subclasses of Function (a cast, next_value) carry more than a name and arguments, so only plain ones are written out.
_PLAIN_FUNCTIONS = {"now", "current_timestamp", "current_date", "current_time", "coalesce"}


def _plain_function(function: Function[object], dialect: sa.Dialect) -> str:
    plain = type(function) is Function or function.name in _PLAIN_FUNCTIONS
    return _function(function, dialect) if plain else ""


_WRITERS: dict[type, Callable[..., str]] = {
    True_: lambda constant, dialect: "sa.true()",
    False_: lambda constant, dialect: "sa.false()",
    Null: lambda constant, dialect: "sa.null()",
    TextClause: lambda text, dialect: _compiled(text, dialect),
    ColumnClause: _column,
    UnaryExpression: _order,
    Grouping: lambda grouping, dialect: expression_code(grouping.element, dialect),
    Function: _plain_function,
    BindParameter: lambda bind, dialect: repr(bind.value),
}
