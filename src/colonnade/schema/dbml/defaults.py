"""A column's default: from DBML to `server_default`, and back."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import DefaultClause
from sqlalchemy.sql.elements import ColumnElement, False_, TextClause, True_

from colonnade.schema.dbml.strings import quoted
from colonnade.schema.dbml.syntax import Kind, Value

Default = str | TextClause | ColumnElement[Any] | None

# Written in many ways; one SQL function is rendered right by every dialect.
_NOW = re.compile(
    r"(now|current_timestamp|localtimestamp|getdate|sysdate|statement_timestamp)(\s*\(\s*\))?", re.I
)
_NEEDS_NO_PARENTHESES = re.compile(
    r"[+-]?[\d.]+|'(?:[^']|'')*'|null|true|false|current_(date|time)", re.I
)
_BOUND = re.compile(r"(?<![:\w\\])(:\w+)(?!:)")
_CAST = re.compile(
    r"^('(?:[^']|'')*')::[\w .\"]+(?:\(\d+\))?$"
)  # PostgreSQL adds it to every string
_ON_UPDATE = re.compile(r"\s+on update .*", re.I)  # MySQL keeps it with the default
_TRUE = {"true", "t", "1", "yes"}
_FALSE = {"false", "f", "0", "no"}


class BadDefault(ValueError):
    """The default does not fit the column; says why."""


def default_of(value: Value, type_: sa.types.TypeEngine[Any]) -> Default:
    """What a `default:` setting gives a column of this type.

    Raises:
        BadDefault: it does not fit the type.
    """
    if value.kind is Kind.EXPRESSION:
        return expression(value.text)
    if isinstance(type_, sa.Boolean):
        return _boolean(value)
    if value.kind is Kind.WORD:
        return _word(value)
    if value.kind is Kind.NUMBER:
        return sa.text(value.text)
    if isinstance(type_, sa.Enum):
        return _enum_value(value)
    return _text(value, type_)


def expression(sql: str) -> Default:
    """An SQL expression as a default; it gets the parentheses that SQLite and MySQL ask for."""
    if _NOW.fullmatch(sql):
        return sa.func.now()
    return sql_text(sql if _NEEDS_NO_PARENTHESES.fullmatch(sql) or _wrapped(sql) else f"({sql})")


def sql_text(sql: str) -> TextClause:
    """SQL taken as it is: a colon in it starts no bound parameter."""
    return sa.text(_BOUND.sub(r"\\\1", sql))


def written_default(default: object) -> str | None:
    """A column's `server_default` as the value of `default:`; None when DBML cannot say it."""
    if not isinstance(default, DefaultClause):
        return None
    arg = default.arg
    if isinstance(arg, str):
        return quoted(arg)
    if isinstance(arg, True_ | False_):
        return "true" if isinstance(arg, True_) else "false"
    sql = arg.text if isinstance(arg, TextClause) else _compiled(arg)
    return _written_sql(sql.replace("\\:", ":"))


def unwrapped(sql: str) -> str:
    """SQL without the parentheses around the whole of it."""
    return sql[1:-1].strip() if _wrapped(sql) else sql


def _written_sql(sql: str) -> str | None:
    sql = _CAST.sub(r"\1", unwrapped(_ON_UPDATE.sub("", sql.strip())))
    if re.fullmatch(r"-?\d+(\.\d+)?", sql) or sql.lower() in ("true", "false"):
        return sql.lower()
    if re.fullmatch(r"'(?:[^']|'')*'", sql):
        return quoted(sql[1:-1].replace("''", "'"))
    if _NOW.fullmatch(sql):
        return "`now()`"
    return None if "`" in sql or not sql else f"`{sql}`"


def _compiled(clause: Any) -> str:
    return str(clause.compile(compile_kwargs={"literal_binds": True}))


def _wrapped(sql: str) -> bool:
    """Whether one pair of parentheses holds the whole of it."""
    depth = 0
    for at, character in enumerate(re.sub(r"'(?:[^']|'')*'", lambda m: "x" * len(m[0]), sql)):
        depth += (character == "(") - (character == ")")
        if depth == 0 and at < len(sql) - 1:
            return False
    return sql.startswith("(") and depth == 0


def _boolean(value: Value) -> Default:
    text = value.text.lower()
    if text == "null":
        return None
    if text in _TRUE | _FALSE and value.kind is not Kind.PATH:
        return sa.true() if text in _TRUE else sa.false()
    raise BadDefault(f"`{value.text}` is neither true nor false")


def _word(value: Value) -> Default:
    text = value.text.lower()
    if text == "null":
        return None
    if text in ("true", "false"):
        raise BadDefault(f"the column is no boolean, so its default cannot be `{value.text}`")
    raise BadDefault(f"`{value.text}` needs quotes: `default: '{value.text}'`")


def _enum_value(value: Value) -> Default:
    return str(value.path[-1]) if value.kind is Kind.PATH else value.text


def _text(value: Value, type_: sa.types.TypeEngine[Any]) -> Default:
    if value.kind is Kind.PATH:
        raise BadDefault(f"the column is no enum, so its default cannot be `{value.text}`")
    if isinstance(type_, sa.Integer | sa.Numeric) and not re.fullmatch(
        r"\s*[+-]?[\d.eE+-]+\s*", value.text
    ):
        raise BadDefault(f"`{value.text}` is no number")
    return value.text
