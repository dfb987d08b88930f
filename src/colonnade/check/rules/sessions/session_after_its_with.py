"""A session is used inside of its `with`.

At the end of the `with` it is closed, and what was not committed is gone: `session.commit()` behind it commits nothing. What
asks for rows there opens another connection, which nobody gives back.

Bad:

    from sqlmodel import Field, Session, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def add(task: Task) -> None:
        with Session(engine) as session:
            session.add(task)
        session.commit()

Fine:

    from sqlmodel import Field, Session, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def add(task: Task) -> None:
        with Session(engine) as session:
            session.add(task)
            session.commit()

Fine:

    from sqlmodel import Field, Session, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def move(task: Task) -> None:
        with Session(engine) as session:
            session.delete(task)
            session.commit()
        session = Session(engine)
        session.add(task)
        session.close()
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, made_kind
from colonnade.check.source import Source
from colonnade.check.words import SESSION_OPENED

CODE = "COL312"
_USES = RUNS | {"add", "add_all", "delete", "commit", "flush", "refresh", "get", "get_one", "merge"}
NEEDS = (SESSION_OPENED, "with", "|".join(f"{name}(" for name in sorted(_USES)))
PATTERN = re.compile(rb'^[ \t"]*(?:async[ \t]+)?with\b', re.MULTILINE)  # a quote is in notebooks
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def check(node: ast.With | ast.AsyncWith, source: Source) -> Iterator[Problem]:
    """Report the first use of a session behind the `with` that opened it."""
    if isinstance(node.body[-1], _ENDS):
        return
    for item in node.items:
        name = item.optional_vars
        if isinstance(name, ast.Name) and made_kind(item.context_expr, source):
            used = _used_after(node, name.id, source)
            if used is not None:
                yield Problem(
                    used,
                    f"`{name.id}` is closed here, and what was not committed in its `with` is gone.",
                    f"Move this into the `with` that opens `{name.id}`.",
                )


def _used_after(node: ast.With | ast.AsyncWith, name: str, source: Source) -> ast.Call | None:
    """The first call of a session's method behind its `with`, in the same block, unless the name is given another value."""
    for statement in _behind(node, source):
        inside = [
            one for one in ast.walk(statement) if isinstance(one, ast.Name) and one.id == name
        ]
        if any(not isinstance(one.ctx, ast.Load) for one in inside):
            return None
        for one in inside:
            call = source.parent(source.parent(one) or one)
            if (
                isinstance(call, ast.Call)
                and _is_use(call, one)
                and _is_at_once(one, statement, source)
            ):
                return call
    return None


def _behind(node: ast.stmt, source: Source) -> list[ast.stmt]:
    """The statements that follow one in its block."""
    parent = source.parent(node)
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(parent, block, None)
        if isinstance(statements, list) and node in statements:
            return statements[statements.index(node) + 1 :]
    return []


def _is_use(call: ast.Call, session: ast.Name) -> bool:
    func = call.func
    return isinstance(func, ast.Attribute) and func.value is session and func.attr in _USES


def _is_at_once(node: ast.AST, statement: ast.stmt, source: Source) -> bool:
    """Whether code runs with its statement, and not in a function that is defined there."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    if isinstance(statement, functions):
        return False
    for one in source.ancestors(node):
        if one is statement:
            return True
        if isinstance(one, functions):
            return False
    return True
