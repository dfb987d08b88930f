"""After a failed statement a session has to be rolled back before it is used again.

Until then every use raises `PendingRollbackError`, which hides what went wrong first. A handler that goes on with the
session rolls it back; one that lets the error through leaves that to the `with`.

Bad:

    from sqlalchemy.exc import IntegrityError
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, task: Task) -> bool:
        session.add(task)
        try:
            session.commit()
        except IntegrityError:
            return False
        return True

Good:

    from sqlalchemy.exc import IntegrityError
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, task: Task) -> bool:
        session.add(task)
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
            return False
        return True

Fine:

    from sqlalchemy.exc import IntegrityError
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, task: Task) -> None:
        try:
            with session.begin_nested():
                session.add(task)
        except IntegrityError as error:
            print(error)

Fine:

    from sqlalchemy.exc import IntegrityError
    from sqlmodel import Field, Session, SQLModel

    class Lease(SQLModel, table=True):
        name: str = Field(primary_key=True, max_length=50)

    def take(session: Session, name: str) -> bool:
        try:
            with session.begin_nested():
                session.add(Lease(name=name))
                session.flush()
        except IntegrityError:
            return False
        return True
"""

import ast
from collections.abc import Iterator

from colonnade.check.names import dotted
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.words import SESSIONS
from colonnade.findings import Edit

CODE = "COL306"
NEEDS = (SESSIONS, "sqlalchemy", "exc", "except", "commit(|flush(")
_WRITES = frozenset({"commit", "flush"})


def check(node: ast.Try, source: Source) -> Iterator[Problem]:
    """Report handlers of SQLAlchemy's errors that neither roll back nor raise, around a commit or a flush."""
    handlers = [one for one in node.handlers if _is_of_sqlalchemy(one, source)]
    call = _write(node, source) if handlers else None
    if call is None:
        return
    session = dotted(call.func).rpartition(".")[0]
    for handler in handlers:
        if not _ends_well(handler, node, session):
            yield Problem(
                handler,
                f"`{session}` is not rolled back after the error.",
                f"Begin the handler with `{session}.rollback()`, or let the error through.",
                _rollback(handler, call, session, source),
            )


def _write(node: ast.Try, source: Source) -> ast.Call | None:
    """The commit or flush directly in the body, on a session from outside."""
    calls = (
        call
        for statement in node.body
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    )
    for call in calls:
        assert isinstance(call.func, ast.Attribute)
        if call.func.attr in _WRITES and is_session(call.func.value, source):
            return None if _is_opened_inside(node, dotted(call.func.value)) else call
    return None


def _is_opened_inside(node: ast.Try, session: str) -> bool:
    """Whether a `with` in the body opens the session or a savepoint, and so rolls it back."""
    items = (one for part in node.body for one in ast.walk(part) if isinstance(one, ast.withitem))
    return any(
        dotted(one.optional_vars) == session
        if one.optional_vars
        else f"{session}.begin" in ast.unparse(one.context_expr)
        for one in items
    )


def _is_of_sqlalchemy(handler: ast.ExceptHandler, source: Source) -> bool:
    if handler.type is None:
        return False
    return any(source.resolve(one).startswith("sqlalchemy.exc.") for one in ast.walk(handler.type))


def _ends_well(handler: ast.ExceptHandler, node: ast.Try, session: str) -> bool:
    parts = [part for statement in (*handler.body, *node.finalbody) for part in ast.walk(statement)]
    rolls_back = any(
        isinstance(part, ast.Call) and dotted(part.func).rpartition(".")[2] in ("rollback", "close")
        for part in parts
    )
    return rolls_back or any(isinstance(part, ast.Raise) for part in parts)


def _rollback(
    handler: ast.ExceptHandler, call: ast.Call, session: str, source: Source
) -> tuple[Edit, ...]:
    first = handler.body[0]
    if first.lineno == handler.lineno:
        return ()
    awaited = "await " if isinstance(source.parent(call), ast.Await) else ""
    return (
        source.insert_before(first, f"{awaited}{session}.rollback()\n{' ' * first.col_offset}"),
    )
