"""An `IntegrityError` is not always a duplicate.

A reference to a row that is not there, a missing value and a broken CHECK are one too, and "already exists" sends the
client looking for the wrong thing. Which constraint it was is in `error.orig`: `sqlstate` on PostgreSQL,
`sqlite_errorname` on SQLite. It holds on request only: most code has looked for the other causes before.

Bad:

    from fastapi import HTTPException
    from sqlalchemy.exc import IntegrityError
    from sqlmodel import Field, Session, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, user: User) -> None:
        session.add(user)
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
            raise HTTPException(400, "User already exists")

Fine:

    from fastapi import HTTPException
    from sqlalchemy.exc import IntegrityError
    from sqlmodel import Field, Session, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    def store(session: Session, user: User) -> None:
        session.add(user)
        try:
            session.commit()
        except IntegrityError as error:
            session.rollback()
            if getattr(error.orig, "sqlstate", None) == "23505":
                raise HTTPException(409, "User already exists") from error
            raise
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import ROUTES
from colonnade.findings import Severity

CODE = "COL708"
SEVERITY = Severity.ADVICE
ON_REQUEST = True  # most handlers have looked for the other causes before
NEEDS = (ROUTES, "IntegrityError")
_EXISTS = re.compile(r"already|exists|duplicate|taken|in use", re.IGNORECASE)


def check(node: ast.ExceptHandler, source: Source) -> Iterator[Problem]:
    """Report handlers of `IntegrityError` that say "already exists" and look at nothing."""
    if node.type is None or source.resolve(node.type) != "sqlalchemy.exc.IntegrityError":
        return
    chooses = ast.If | ast.IfExp | ast.Match
    if any(isinstance(one, chooses) for part in node.body for one in ast.walk(part)):
        return
    for part in node.body:
        for one in ast.walk(part):
            if isinstance(one, ast.Raise) and one.exc is not None and _says_exists(one.exc, source):
                yield Problem(
                    one,
                    "A broken foreign key or a missing value is answered like this as well.",
                    "Look at `error.orig` for the constraint, and let other errors through.",
                )


def _says_exists(node: ast.expr, source: Source) -> bool:
    if not isinstance(node, ast.Call) or source.resolve(node.func) != "fastapi.HTTPException":
        return False
    texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return any(isinstance(text, str) and _EXISTS.search(text) for text in texts)
