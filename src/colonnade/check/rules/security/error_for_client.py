"""The text of a database's error is not for clients.

It has the statement, the values and, on PostgreSQL, the whole row that failed, with the hash of its password. What went
wrong goes into the log; the client gets a sentence of the application.

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
        except IntegrityError as error:
            session.rollback()
            raise HTTPException(409, str(error))

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
            raise HTTPException(409, "This user cannot be stored.") from error

Fine:

    from fastapi import HTTPException
    from sqlmodel import Session
    from app.errors import OutOfStock
    from app.orders import place

    def order(session: Session) -> None:
        try:
            place(session)
            session.commit()
        except Exception as error:
            if isinstance(error, OutOfStock):
                raise HTTPException(409, str(error)) from error
            raise
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, is_session
from colonnade.check.source import Source
from colonnade.check.statements import method
from colonnade.check.words import ROUTES

CODE = "COL803"
NEEDS = (ROUTES, "except")
_WORK = RUNS | {"commit", "flush"}


def check(node: ast.ExceptHandler, source: Source) -> Iterator[Problem]:
    """Report `HTTPException` with the text of an error that a session raised."""
    if node.name is None or not any(isinstance(one, ast.Raise) for one in ast.walk(node)):
        return
    for part in node.body:
        for one in ast.walk(part):
            if isinstance(one, ast.Call) and _shows(one, node.name, source):
                if _is_told_apart(one, node.name, source) or not _is_of_the_database(node, source):
                    continue
                yield Problem(
                    one,
                    f"The client gets the statement, its values and the row with `{node.name}`.",
                    "Answer with a text of your own, and log the error.",
                )


def _is_told_apart(call: ast.Call, name: str, source: Source) -> bool:
    """Whether the answer is for errors of another class only, as of the application itself."""
    tests = (one.test for one in source.ancestors(call) if isinstance(one, ast.If))
    return any(
        isinstance(one, ast.Call)
        and ast.unparse(one.func) == "isinstance"
        and ast.unparse(one.args[0]) == name
        and not any(source.resolve(cls).startswith("sqlalchemy.") for cls in ast.walk(one.args[1]))
        for test in tests
        for one in ast.walk(test)
    )


def _is_of_the_database(node: ast.ExceptHandler, source: Source) -> bool:
    """Whether a handler is for SQLAlchemy's errors, or for all around a use of a session."""
    if node.type is None:
        return False
    names = [source.resolve(one) for one in ast.walk(node.type)]
    if any(name.startswith("sqlalchemy.exc.") for name in names):
        return True
    parent = source.parent(node)
    return "Exception" in names and isinstance(parent, ast.Try) and _works(parent, source)


def _works(node: ast.Try, source: Source) -> bool:
    """Whether a session sends something in the body of a `try`."""
    return any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and method(one) in _WORK
        and is_session(one.func.value, source)
        for part in node.body
        for one in ast.walk(part)
    )


def _shows(call: ast.Call, name: str, source: Source) -> bool:
    if source.resolve(call.func) != "fastapi.HTTPException":
        return False
    given = [*call.args, *(one.value for one in call.keywords)]
    return any(_is_text_of(one, name) for value in given for one in ast.walk(value))


def _is_text_of(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
        return len(node.args) == 1 and ast.unparse(node.args[0]) in (name, f"{name}.orig")
    if isinstance(node, ast.FormattedValue):
        return ast.unparse(node.value) in (name, f"{name}.orig", f"str({name})")
    return False
