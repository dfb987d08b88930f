"""A page without an order holds whichever rows the database comes across first.

After an update, or on another plan, the same page holds other rows, so that a reader of page after page misses some and
sees others twice. The order has to end in something unique, as the key.

Bad:

    from sqlmodel import Field, Session, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def page(session: Session, number: int) -> list[Task]:
        return list(session.exec(select(Task).offset(number * 50).limit(50)))

Good:

    from sqlmodel import Field, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def page(session: Session, number: int) -> list[Task]:
        statement = select(Task).order_by(col(Task.id)).offset(number * 50).limit(50)
        return list(session.exec(statement))

Fine:

    from sqlmodel import Field, Session, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def is_empty(session: Session) -> bool:
        return session.exec(select(Task.id).limit(1)).first() is None

Fine:

    from sqlmodel import Field, Session, SQLModel, select

    BATCH_SIZE = 500

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def clear(session: Session) -> None:
        for task in session.exec(select(Task).limit(BATCH_SIZE)):
            session.delete(task)
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import route_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import chain, is_whole, method, methods, select_of
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL403"
SEVERITY = Severity.WARNING
CALLS = frozenset({"limit", "offset", "where", "options", "distinct"})
NEEDS = (MODELS, "limit(|offset(")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report chains with an offset, or in a route a limit above one, and no order."""
    if method(node) not in CALLS:
        return
    if not is_whole(node, source) or "order_by" in methods(node) or not _pages(node):
        return
    select = select_of(node, source)
    if select is None or _is_ordered_later(node, source) or _is_a_batch(node, source):
        return
    if any(source.model(part) for argument in select.args for part in ast.walk(argument)):
        yield Problem(
            node,
            "The page has no order, so its rows are any rows.",
            "Add `.order_by(...)` that ends in the key.",
        )


def _pages(node: ast.Call) -> bool:
    for call in chain(node):
        if method(call) == "offset":
            return True
        if method(call) == "limit" and call.args:
            limit = call.args[0]
            return not (isinstance(limit, ast.Constant) and limit.value in (0, 1, None))
    return False


def _is_a_batch(node: ast.Call, source: Source) -> bool:
    """Whether any rows will do: nobody is shown them page by page."""
    said = methods(node)
    if "offset" in said or "with_for_update" in said:
        return "with_for_update" in said
    return route_of(source.function(node), source) is None


def _is_ordered_later(node: ast.Call, source: Source) -> bool:
    """Whether the statement goes into a variable that is ordered somewhere in the function."""
    statement = source.statement(node)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return False
    scope: ast.AST = source.function(node) or source.tree
    name = statement.targets[0].id
    return any(
        isinstance(one, ast.Attribute)
        and one.attr == "order_by"
        and any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(one.value))
        for one in ast.walk(scope)
    )
