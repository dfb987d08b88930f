"""Relationships that an answer shows are loaded with the rows.

FastAPI reads them when it makes the answer: one statement for every row and relationship, and `MissingGreenlet` with an
async session.

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlmodel import Field, Relationship, Session, SQLModel, select

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=100)
        tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
        user: User = Relationship(back_populates="tasks")

    class TaskPublic(SQLModel):
        id: int

    class UserPublic(SQLModel):
        name: str
        tasks: list[TaskPublic]

    router = APIRouter()

    @router.get("/users", response_model=list[UserPublic])
    def list_users(session: Annotated[Session, Depends(Session)]):
        return session.exec(select(User).order_by(User.id).limit(100)).all()

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlalchemy.orm import selectinload
    from sqlmodel import Field, Relationship, Session, SQLModel, select

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=100)
        tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
        user: User = Relationship(back_populates="tasks")

    class TaskPublic(SQLModel):
        id: int

    class UserPublic(SQLModel):
        name: str
        tasks: list[TaskPublic]

    router = APIRouter()

    @router.get("/users", response_model=list[UserPublic])
    def list_users(session: Annotated[Session, Depends(Session)]):
        statement = select(User).options(selectinload(User.tasks))
        return session.exec(statement.order_by(User.id).limit(100)).all()
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import Model
from colonnade.check.relations import loads_itself
from colonnade.check.routes import Route, models_in, route_of
from colonnade.check.rows import model_of_rows, statement_of_rows
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import methods, value_of
from colonnade.check.words import MODELS, ROUTES
from colonnade.findings import Severity

CODE = "COL411"
SEVERITY = Severity.WARNING
NEEDS = (MODELS, ROUTES)


def check(node: ast.Return, source: Source) -> Iterator[Problem]:
    """Report lists of rows that are returned without the relationships which the schema of the answer shows."""
    route = route_of(source.function(node), source) if node.value is not None else None
    if route is None or node.value is None or "list" not in _text(route).lower():
        return
    rows = value_of(node.value, source)
    model = model_of_rows(rows, source)
    statement = statement_of_rows(rows, source) if model else None
    if model is None or statement is None or "options" in methods(statement):
        return
    name = _shown(model, route, source)
    if name:
        yield Problem(
            node,
            f"The answer reads `{model.name}.{name}` from the database for each row.",
            f"Add `.options(selectinload({model.name}.{name}))` to the statement.",
        )


def _text(route: Route) -> str:
    return ast.unparse(route.answer) if route.answer is not None else ""


def _shown(model: Model, route: Route, source: Source) -> str | None:
    """A relationship of a model that is a field of the answer's schema, too."""
    for _, schema in models_in(route.answer, source):
        for name, field in model.relationships.items():
            if not schema.is_table and name in schema.columns and not loads_itself(field):
                return name
    return None
