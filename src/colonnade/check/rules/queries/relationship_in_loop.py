"""A relationship that is read in a loop is loaded with the rows.

Otherwise each row asks the database again: twenty users are twenty-one statements, with a join as without one. With an
async session it is `MissingGreenlet`. `selectinload` makes two of them.

Bad:

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

    def owners(session: Session) -> list[str]:
        tasks = session.exec(select(Task).limit(100).order_by(Task.id)).all()
        return [task.user.name for task in tasks]

Fine:

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

    def owners(session: Session) -> list[str]:
        statement = select(Task).options(selectinload(Task.user)).limit(100).order_by(Task.id)
        return [task.user.name for task in session.exec(statement)]
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import Field, Model
from colonnade.check.relations import loads_itself
from colonnade.check.rows import model_of_rows, statement_of_rows
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import methods, value_of
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL410"
SEVERITY = Severity.WARNING
NEEDS = (MODELS, "for")


def check(node: ast.For | ast.comprehension, source: Source) -> Iterator[Problem]:
    """Report relationships that are read from the rows of a statement which does not load them."""
    if not isinstance(node.target, ast.Name):
        return
    rows = value_of(node.iter, source)
    model = model_of_rows(rows, source)
    statement = statement_of_rows(rows, source) if model else None
    if model is None or statement is None or "options" in methods(statement):
        return
    for one in _read(node, node.target.id, source):
        field = model.relationships.get(one.attr)
        if field is not None and not loads_itself(field):
            yield _problem(one, model, field)
            return


def _problem(node: ast.Attribute, model: Model, field: Field) -> Problem:
    return Problem(
        node,
        f"`{model.name}.{field.name}` is read from the database for each row.",
        f"Add `.options(selectinload({model.name}.{field.name}))` to the statement.",
    )


def _read(node: ast.For | ast.comprehension, name: str, source: Source) -> Iterator[ast.Attribute]:
    """The attributes of the loop's variable that are read in its body."""
    around = node if isinstance(node, ast.For) else source.parent(node)
    for one in ast.walk(around) if around is not None else ():
        if (
            isinstance(one, ast.Attribute)
            and isinstance(one.ctx, ast.Load)
            and isinstance(one.value, ast.Name)
            and one.value.id == name
        ):
            yield one
