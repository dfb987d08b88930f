"""Owners of rows in source: the column that says whose a row is, and what a route does about it."""

import ast
import re

from colonnade.check.project import Model
from colonnade.check.routes import Route, mentions

_COLUMNS = ("user_id", "owner_id", "author_id", "creator_id", "created_by_id")
_PEOPLE = re.compile(r"user|account|owner|member|person|profile|author", re.IGNORECASE)
_RIGHTS = re.compile(
    r"super|admin|staff|role|permission|allowed|authori[sz]e|verify|check_|require", re.IGNORECASE
)


def owner_column(model: Model) -> str | None:
    """The column that says whose a row is: a foreign key to the people of the application."""
    if not model.is_table:
        return None
    for name in _COLUMNS:
        field = model.columns.get(name)
        if field is None:
            continue
        if field.call.endswith("Owned.by") or _PEOPLE.search(field.keywords.get("foreign_key", "")):
            return name
    return None


def asks_who(route: Route, column: str) -> bool:
    """Whether a route compares an owner, hands the user on, or looks at rights."""
    return route.user is None or mentions(route.function, {column}) or uses_user(route)


def uses_user(route: Route) -> bool:
    """Whether a route does anything with its user, or looks at rights."""
    user = route.user
    if user is None:
        return False
    body = ast.Module(body=route.function.body, type_ignores=[])
    if mentions(body, {user.name}):
        return True
    return any(_RIGHTS.search(_name(node)) for node in ast.walk(body))


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
