"""`first()` does not send LIMIT.

The database sorts and sends every row, the driver holds them all, and one is used. `.limit(1)` lets the database stop.

Bad:

    from sqlmodel import Field, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def latest(session: Session) -> Task | None:
        return session.exec(select(Task).order_by(col(Task.id).desc())).first()

Good:

    from sqlmodel import Field, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def latest(session: Session) -> Task | None:
        return session.exec(select(Task).order_by(col(Task.id).desc()).limit(1)).first()

Fine:

    from sqlmodel import Field, Session, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200, unique=True)

    def titled(session: Session, title: str) -> Task | None:
        return session.exec(select(Task).where(Task.title == title)).first()

    def locked(session: Session, title: str) -> Task | None:
        return session.exec(
            select(Task).with_for_update().where(Task.title == title).order_by(Task.id)
        ).first()
"""

import ast
from collections.abc import Iterator

from colonnade.check.rows import model_of_rows, statement_of_rows
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import method, methods
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL413"
SEVERITY = Severity.ADVICE
CALLS = frozenset({"first"})
NEEDS = (MODELS,)
_OTHERWISE = frozenset({"limit", "fetch", "options", "distinct", "with_for_update"})
"""With a limit fewer rows are locked than the statement was written for."""


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `first()` of a sorted statement without a limit."""
    if method(node) != "first":
        return
    statement = statement_of_rows(node, source)
    if statement is None or model_of_rows(node, source) is None:
        return
    said = methods(statement)
    if "order_by" in said and not said & _OTHERWISE:
        inside = isinstance(statement, ast.Call) and statement in ast.walk(node)
        yield Problem(
            node,
            "The database sends every row of this order, and one is used.",
            "Add `.limit(1)` to the statement.",
            (source.insert_after(statement, ".limit(1)"),)
            if inside and isinstance(statement, ast.Call)
            else (),
        )
