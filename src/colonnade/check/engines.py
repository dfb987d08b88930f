"""Engines in source: the calls that make one, and the URL that they are given."""

import ast
import re
from dataclasses import dataclass

from colonnade.check.source import Source
from colonnade.check.statements import value_of

SYNC = frozenset({"sqlmodel.create_engine", "sqlalchemy.create_engine"})
ASYNC = frozenset({"sqlalchemy.ext.asyncio.create_async_engine"})

_URL = re.compile(r"(?P<dialect>[a-z]+)(?:\+(?P<driver>[a-z0-9_]+))?://")


@dataclass(frozen=True)
class Url:
    """A URL of a database that is written in the source.

    Attributes:
        node: where it is.
        text: the URL, with `?` for what is put into it.
        dialect: its database, as `postgresql`.
        driver: its driver, as `psycopg`; empty when it names none.
    """

    node: ast.expr
    text: str
    dialect: str
    driver: str

    @property
    def is_memory(self) -> bool:
        """Whether it is a database of SQLite that is kept in memory."""
        return self.dialect == "sqlite" and self.text.partition("://")[2] in ("", "/", "/:memory:")


def is_sync(call: ast.Call, source: Source) -> bool:
    """Whether a call is `create_engine(...)`."""
    return source.resolve(call.func) in SYNC


def is_async(call: ast.Call, source: Source) -> bool:
    """Whether a call is `create_async_engine(...)`."""
    return source.resolve(call.func) in ASYNC


def url_of(call: ast.Call, source: Source) -> Url | None:
    """The URL that an engine is made with; None where it comes from elsewhere."""
    given = call.args[0] if call.args else keyword(call, "url")
    value = value_of(given, source) if given is not None else None
    text = _text(value)
    match = _URL.match(text)
    if not isinstance(value, ast.expr) or match is None:
        return None
    return Url(value, text, match["dialect"], match["driver"] or "")


def _text(value: ast.AST | None) -> str:
    """A text, with `?` for what is put into it."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(_text(part) or "?" for part in value.values)
    return ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def is_for_sqlite(source: Source) -> bool:
    """Whether the project names a database of SQLite."""
    return source.project.says("sqlite:") or source.project.says("sqlite+")


def is_for_mysql_alone(source: Source) -> bool:
    """Whether the project names a database of MySQL or MariaDB and none of PostgreSQL."""
    others = ("postgresql:", "postgresql+", "postgres:", "psycopg")
    return source.project.says("mysql") and not any(map(source.project.says, others))


def is_for_postgresql_alone(source: Source) -> bool:
    """Whether the project names a database of PostgreSQL and none of another kind."""
    others = ("postgresql:", "postgresql+", "postgres:")
    if is_for_sqlite(source) or source.project.says("mysql"):
        return False
    return any(map(source.project.says, others))


def is_for_several(source: Source) -> bool:
    """Whether the project names a database of SQLite and one of PostgreSQL."""
    others = ("postgresql:", "postgresql+", "postgres:")
    return is_for_sqlite(source) and any(map(source.project.says, others))
