"""Rows that are loaded with a joined collection are made unique.

The join gives one row for each member of the collection, and SQLAlchemy raises `InvalidRequestError` until the result says
`unique()`. `selectinload` asks a second time instead, and needs no such thing.

Bad:

    from sqlmodel import Field, Relationship, Session, SQLModel, select
    from sqlalchemy.orm import joinedload

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
        user: User = Relationship(back_populates="tasks")

    def everybody(session: Session):
        return session.exec(select(User).options(joinedload(User.tasks))).all()

Good:

    from sqlmodel import Field, Relationship, Session, SQLModel, select
    from sqlalchemy.orm import joinedload

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
        user: User = Relationship(back_populates="tasks")

    def everybody(session: Session):
        return session.exec(select(User).options(joinedload(User.tasks))).unique().all()

Fine:

    from sqlmodel import Field, Relationship, Session, SQLModel, select
    from sqlalchemy.orm import joinedload

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
        user: User = Relationship(back_populates="tasks")

    def tasks(session: Session):
        return session.exec(select(Task).options(joinedload(Task.user))).all()
"""

import ast
from collections.abc import Iterator

from colonnade.check.relations import is_to_many
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.statements import chain, method, select_of, value_of

CODE = "COL408"
_READS = frozenset({"all", "first", "one", "one_or_none", "partitions", "fetchall"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report results of statements with a joined collection that are read without `unique()`."""
    if method(node) not in _READS or not isinstance(node.func, ast.Attribute):
        return
    result = node.func.value
    call = result.value if isinstance(result, ast.Await) else result
    statement = _statement(call, source)
    name = _joined_collection(statement, source) if statement is not None else None
    if name:
        inner = f"({source.segment(result)})" if isinstance(result, ast.Await) else None
        yield Problem(
            node,
            f"`{name}` is joined, so the result has a row for each of its members.",
            "Put `.unique()` before it, or load with `selectinload`.",
            () if inner else (source.insert_after(result, ".unique()"),),
        )


def _statement(call: ast.AST, source: Source) -> ast.AST | None:
    """The statement of `session.exec(statement)`."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not call.args:
        return None
    if method(call) not in ("exec", "scalars") or not is_session(call.func.value, source):
        return None
    return value_of(call.args[0], source)


def _joined_collection(statement: ast.AST, source: Source) -> str | None:
    """The relationship that a statement loads with a join, where it is a collection."""
    if select_of(statement, source) is None:
        return None
    options = (call.args for call in chain(statement) if method(call) == "options")
    for option in (one for given in options for one in given):
        for one in chain(option):
            joins = source.resolve(one.func).endswith(".joinedload")
            if joins and one.args and is_to_many(one.args[0], source):
                return ast.unparse(one.args[0])
    return None
