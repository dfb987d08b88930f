"""An answer shows no secret.

The hash of a password is as good as the password once somebody has time to guess. What is in the schema of an answer is
sent to every client and written into the documentation of the API.

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
    from sqlmodel import Field, Session, SQLModel
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=255)
        hashed_password: str = Field(max_length=255)

    @router.get("/users/{user_id}")
    def read_user(user_id: int, session: SessionDep) -> User:
        user = session.get(User, user_id)
        if user is None:
            raise HTTPException(404)
        return user

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
    from sqlmodel import Field, Session, SQLModel
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=255)
        hashed_password: str = Field(max_length=255)

    class UserPublic(SQLModel):
        id: int
        hashed_password: str

    @router.get("/users/{user_id}", response_model=UserPublic)
    def read_user(user_id: int, session: SessionDep):
        user = session.get(User, user_id)
        if user is None:
            raise HTTPException(404)
        return user

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
    from pydantic import BaseModel
    from sqlmodel import Field, Session, SQLModel
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=255)
        hashed_password: str = Field(max_length=255)

    class UserPublic(BaseModel):
        id: int
        hashed_password: str

    @router.get("/users/{user_id}", response_model=UserPublic)
    def read_user(user_id: int, session: SessionDep):
        user = session.get(User, user_id)
        if user is None:
            raise HTTPException(404)
        return user

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
    from sqlmodel import Field, Session, SQLModel
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=255)
        hashed_password: str = Field(max_length=255)

    class UserPublic(SQLModel):
        id: int
        email: str

    @router.get("/users/{user_id}", response_model=UserPublic)
    def read_user(user_id: int, session: SessionDep):
        user = session.get(User, user_id)
        if user is None:
            raise HTTPException(404)
        return user
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import models_in, route_of
from colonnade.check.rule import Problem
from colonnade.check.secrets import shown_hashes, shown_secrets
from colonnade.check.source import Source
from colonnade.check.words import MODELS, ROUTES

CODE = "COL703"
NEEDS = (MODELS, ROUTES)


def check(node: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> Iterator[Problem]:
    """Report routes whose answer has a field with a secret."""
    route = route_of(node, source)
    if route is None or route.keyword("response_model_exclude") is not None:
        return
    for found, name in _shown(route.answer, source):
        yield Problem(
            found,
            f"The answer shows `{name}`.",
            f"Answer with a schema that does not have `{name.rpartition('.')[2]}`.",
        )


def _shown(answer: ast.expr | None, source: Source) -> Iterator[tuple[ast.expr, str]]:
    """The first secret of each class that an answer names: of a model, or of a class of Pydantic."""
    for found, model in models_in(answer, source):
        for name in shown_secrets(model)[:1]:
            yield found, f"{model.name}.{name}"
    for one in ast.walk(answer) if answer is not None else ():
        said = source.resolve(one)
        cls = source.project.classes.get(source.project.home(said)) if said else None
        if cls is not None and isinstance(one, ast.expr):
            for name in shown_hashes(cls, source.project)[:1]:
                yield one, f"{cls.short_name}.{name}"
