"""One session serves a whole piece of work.

A session for every row of a loop takes a connection and begins and ends a transaction each time, knows nothing of what the
one before it read, and leaves half of the work done when it fails in between.

Bad:

    from sqlmodel import Field, Session, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(tasks: list[Task]) -> None:
        for task in tasks:
            with Session(engine) as session, session.begin():
                session.add(task)

Fine:

    from sqlmodel import Field, Session, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def store(tasks: list[Task]) -> None:
        with Session(engine) as session, session.begin():
            session.add_all(tasks)
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import SYNC
from colonnade.check.source import Source
from colonnade.check.words import SESSION_HOMES, SESSION_MADE
from colonnade.findings import Severity

CODE = "COL310"
SEVERITY = Severity.ADVICE
NEEDS = (SESSION_MADE, SESSION_HOMES, "for")
IMPORTS = frozenset({"Session", "AsyncSession"})
_GOES_ON = (ast.Try, ast.Await, ast.Break)


def check(node: ast.With, source: Source) -> Iterator[Problem]:
    """Report sessions that are opened for each row of a loop, where no row may fail by itself."""
    opened = [one.context_expr for one in node.items if isinstance(one.context_expr, ast.Call)]
    made = [call for call in opened if source.resolve(call.func) in SYNC]
    loop = source.loop(node) if made else None
    if not isinstance(loop, ast.For) or node not in loop.body or _counts(loop):
        return
    if not any(isinstance(one, _GOES_ON) for one in ast.walk(loop)):
        yield Problem(
            made[0],
            "A session and a transaction are begun for every row of the loop.",
            "Open the session before the loop.",
        )


def _counts(loop: ast.For) -> bool:
    """Whether a loop is over numbers, as one that tries again, or over batches."""
    text = ast.unparse(loop.iter)
    return any(word in text.lower() for word in ("range(", "batch", "chunk"))
