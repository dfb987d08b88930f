"""A commit in a loop makes every row wait for the disk.

A thousand rows with a commit each take some forty times as long as with one, and when the loop fails half-way, half of
the rows are there. Where each row is also a message that is sent, a commit for each says which were.

Bad:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, tasks: list[Task]) -> None:
        for task in tasks:
            session.add(task)
            session.commit()

Good:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, tasks: list[Task]) -> None:
        for task in tasks:
            session.add(task)
        session.commit()

Fine:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, batches: list[list[Task]]) -> None:
        for batch in batches:
            session.add_all(batch)
            session.commit()

Fine:

    from sqlalchemy.exc import IntegrityError
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def add_those_that_fit(session: Session, tasks: list[Task]) -> None:
        for task in tasks:
            session.add(task)
            try:
                session.commit()
            except IntegrityError:
                session.rollback()

    def add_those_that_can_be(session: Session, tasks: list[Task]) -> None:
        for task in tasks:
            try:
                with session.begin_nested():
                    session.add(task)
                session.commit()
            except IntegrityError as error:
                print(error)
                continue

Fine:

    from sqlmodel import Field, Session, SQLModel
    from app.queues import Queue
    from app.sessions import get_session

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    async def store(tasks: list[Task]) -> None:
        async for session in get_session():
            for task in tasks:
                session.add(task)
            await session.commit()

    def send_all(session: Session, tasks: list[Task], queue: Queue) -> None:
        for task in tasks:
            queue.publish(task.model_dump())
            session.delete(task)
            session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.names import dotted
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.statements import method
from colonnade.check.words import SESSIONS
from colonnade.findings import Severity

CODE = "COL302"
SEVERITY = Severity.WARNING
CALLS = frozenset({"commit"})
NEEDS = (SESSIONS, "for", "add(|delete(|merge(")
_SENDS = frozenset(
    {"send", "send_message", "sendmail", "publish", "enqueue", "delay", "apply_async"}
)
"""The methods that do what no rollback takes back."""


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `session.commit()` in a `for` whose body adds or deletes one object."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "commit":
        return
    loop = source.loop(node)
    if not isinstance(loop, ast.For | ast.AsyncFor) or not is_session(node.func.value, source):
        return
    if _may_fail(node, loop, source) or _is_last(node, source):
        return
    session = dotted(node.func.value)
    if session == dotted(loop.target):
        return  # a generator that gives one session
    single = {f"{session}.add", f"{session}.delete", f"{session}.merge"}
    calls = [one for one in ast.walk(loop) if isinstance(one, ast.Call)]
    if any(method(one) in _SENDS for one in calls):
        return
    if any(dotted(one.func) in single for one in calls):
        yield Problem(
            node,
            "Every row of the loop is committed by itself.",
            "Commit once after the loop, or in batches.",
        )


def _may_fail(node: ast.Call, loop: ast.AST, source: Source) -> bool:
    """Whether one row may fail without the others, or the commit is for many of them."""
    for one in source.ancestors(node):
        if one is loop:
            return False
        if isinstance(one, ast.If) and _is_of_batches(one.test):
            return True
        if isinstance(one, ast.Try) and any(map(_goes_on, one.handlers)):
            return True
    return False


def _goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether a handler lets the next row have its turn."""
    return not isinstance(handler.body[-1], ast.Raise) or "rollback" in ast.unparse(handler)


def _is_of_batches(test: ast.expr) -> bool:
    """Whether a condition counts: `number % 1000 == 0`, `len(batch) >= 1000`."""
    counts = ast.Mod | ast.Gt | ast.GtE
    return any(
        (isinstance(one, ast.BinOp) and isinstance(one.op, counts))
        or (isinstance(one, ast.Compare) and isinstance(one.ops[0], counts))
        for one in ast.walk(test)
    )


def _is_last(node: ast.Call, source: Source) -> bool:
    """Whether the loop ends with the commit, as one that tries until something works."""
    statement = source.statement(node)
    body = getattr(source.parent(statement), "body", [])
    after = body[body.index(statement) + 1 :] if statement in body else []
    return any(isinstance(one, ast.Return | ast.Break) for one in after)
