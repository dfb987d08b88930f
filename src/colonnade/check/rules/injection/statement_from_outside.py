"""A statement that comes from a request lets its sender run any SQL.

Whoever can reach the route reads every table, and changes or drops it as far as the role of the application may.

Bad:

    from fastapi import APIRouter
    from sqlalchemy import text
    from sqlmodel import create_engine

    router = APIRouter()
    engine = create_engine("sqlite:///app.db")

    @router.get("/report")
    def report(query: str) -> list[str]:
        with engine.connect() as connection:
            return [str(row) for row in connection.execute(text(query))]

Fine:

    from fastapi import APIRouter
    from sqlalchemy import text
    from sqlmodel import create_engine

    router = APIRouter()
    engine = create_engine("sqlite:///app.db")

    @router.get("/report")
    def report(name: str) -> list[str]:
        statement = text("SELECT total FROM reports WHERE name = :name")
        with engine.connect() as connection:
            return [str(row) for row in connection.execute(statement, {"name": name})]
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import route_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import ROUTES, STATEMENTS

CODE = "COL504"
CALLS = frozenset({"text"})
NEEDS = (STATEMENTS, ROUTES)
_TEXTS = frozenset({"sqlalchemy.text", "sqlmodel.text"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `text()` of a parameter of a route, or of an attribute of its body."""
    if len(node.args) != 1 or source.resolve(node.func) not in _TEXTS:
        return
    route = route_of(source.function(node), source)
    given = node.args[0]
    base = given.value if isinstance(given, ast.Attribute) else given
    if route is None or not isinstance(base, ast.Name):
        return
    if base.id in {one.name for one in route.from_request if "Literal[" not in one.text}:
        yield Problem(
            node,
            f"`{ast.unparse(given)}` comes with the request and is run as SQL.",
            "Write the statements here, and let the request choose one by its name.",
        )
