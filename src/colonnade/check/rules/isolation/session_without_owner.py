"""Rows with owners are read by a session that knows the owner.

A model that is `Owned` is restricted by the sessions of `Database`. A plain `Session` knows nothing of owners and reads the
rows of all.

Bad:

    from colonnade import Model, Owned, Owner
    from sqlmodel import Field, Session, create_engine, select

    engine = create_engine("postgresql+psycopg:///app")

    class User(Owner, Model, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Note(Owned, Model, table=True):
        __tablename__ = "notes"

        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Owned.by("users.id", index=True)

    def notes() -> list[Note]:
        with Session(engine) as session:
            return list(session.exec(select(Note)))

Fine:

    from colonnade import Database, Model, Owned, Owner
    from sqlmodel import Field, select

    db = Database()

    class User(Owner, Model, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Note(Owned, Model, table=True):
        __tablename__ = "notes"

        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Owned.by("users.id", index=True)

    def notes(user_id: int) -> list[Note]:
        with db.session(owner=user_id) as session:
            return list(session.exec(select(Note)))
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.sessions import ASYNC, SYNC
from colonnade.check.source import Source
from colonnade.check.statements import SELECTS, WRITES, method
from colonnade.check.words import MODELS, SESSION_MADE

CODE = "COL606"
NEEDS = (MODELS, SESSION_MADE)


def check(node: ast.With | ast.AsyncWith, source: Source) -> Iterator[Problem]:
    """Report plain sessions that are opened for statements on models with owners."""
    made = [one.context_expr for one in node.items if isinstance(one.context_expr, ast.Call)]
    plain = [call for call in made if source.resolve(call.func) in SYNC | ASYNC]
    if not plain or source.is_test:
        return
    calls = (one for part in node.body for one in ast.walk(part) if isinstance(one, ast.Call))
    for model in (_owned(call, source) for call in calls):
        if model is not None:
            yield Problem(
                plain[0],
                f"This session reads every `{model.name}`, whoever owns it.",
                "Take the session of a `Database`: `db.session(owner=...)`.",
            )
            return


def _owned(call: ast.Call, source: Source) -> Model | None:
    """The model with owners that a statement or `session.get` is for."""
    begins = source.resolve(call.func) in SELECTS | WRITES
    if not call.args or not (begins or method(call) == "get"):
        return None
    model = source.model(call.args[0])
    return model if model is not None and model.is_owned else None
