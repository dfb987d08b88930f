"""Rows that are loaded with a joined collection are made unique.

The join gives one row for each member of the collection, and SQLAlchemy raises `InvalidRequestError` until the result says
`unique()`. `selectinload` asks a second time instead, and needs no such thing; neither do `first()` and `scalar()`, which
take the first row with its whole collection.

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

    def somebody(session: Session, key: int):
        return session.exec(select(User).options(joinedload(User.tasks)).where(User.id == key)).first()

Fine:

    from sqlalchemy import select
    from sqlalchemy.orm import Session, joinedload
    from app.models import User

    def somebody(session: Session, key: int) -> User | None:
        return session.scalar(select(User).options(joinedload(User.tasks)).where(User.id == key))
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.relations import is_to_many
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.statements import chain, method, select_of, value_of
from colonnade.findings import Edit

CODE = "COL408"
_PLURAL = re.compile(r"[A-Z][a-z]\w*\.\w*[^siu_]s")
_READS = frozenset({"all", "one", "one_or_none", "partitions", "fetchall"})
_READS_THE_FIRST = frozenset({"first", "scalar"})
"""Which look at no second row, and so need no `unique()`."""
CALLS = _READS | {"options"}
NEEDS = ("joinedload(",)
IMPORTS = frozenset({"joinedload", ".joinedload"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report results of statements with a joined collection that are read without `unique()`."""
    if method(node) == "options":
        yield from _never_unique(node, source)
    if method(node) not in _READS or not isinstance(node.func, ast.Attribute):
        return
    result = node.func.value
    run = value_of(result, source)
    call = run.value if isinstance(run, ast.Await) else run
    statement = _statement(call, source)
    name = _joined_collection(statement, source) if statement is not None else None
    if name:
        inner = isinstance(result, ast.Await)
        yield _problem(node, name, () if inner else (source.insert_after(result, ".unique()"),))


def _problem(node: ast.Call, name: str, edits: tuple[Edit, ...]) -> Problem:
    return Problem(
        node,
        f"`{name}` is joined, so the result has a row for each of its members.",
        "Put `.unique()` before it is read, or load with `selectinload`.",
        edits,
    )


def _never_unique(node: ast.Call, source: Source) -> Iterator[Problem]:
    """A collection by its name, of a model that no file defines, in a file that never says `unique()`."""
    if select_of(node, source) is None or ".unique(" in source.text:
        return
    around = (one for one in source.ancestors(node) if isinstance(one, ast.Call))
    if not _READS_THE_FIRST.isdisjoint(map(method, around)):
        return
    for one in (call for option in node.args for call in chain(option)):
        if source.resolve(one.func).endswith(".joinedload") and len(one.args) == 1:
            named = one.args[0]
            if _is_unknown(named, source) and _PLURAL.fullmatch(ast.unparse(named)):
                yield _problem(node, ast.unparse(named), ())


def _is_unknown(node: ast.expr, source: Source) -> bool:
    """Whether no file that was read defines the relationship that an expression names."""
    if not isinstance(node, ast.Attribute):
        return False
    model = source.model(node.value)
    return model is None or node.attr not in model.fields


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
