"""A session that nobody closes keeps its connection.

It goes back to the pool when the garbage collector comes by, in the middle of a transaction; under load the pool is empty
before that. FastAPI closes what a dependency yields, not what it returns. A function that reads the command line is a
process of its own, whose end closes all it has.

Bad:

    from sqlmodel import Field, Session, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def find(key: int) -> Task | None:
        session = Session(engine)
        return session.get(Task, key)

Good:

    from sqlmodel import Field, Session, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def find(key: int) -> Task | None:
        with Session(engine) as session:
            return session.get(Task, key)

Bad:

    from typing import Annotated
    from fastapi import Depends
    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    def get_session() -> Session:
        return Session(engine)

    SessionDep = Annotated[Session, Depends(get_session)]

Good:

    from collections.abc import Iterator
    from typing import Annotated
    from fastapi import Depends
    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    SessionDep = Annotated[Session, Depends(get_session)]

Fine:

    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    def get_session() -> Session:
        return Session(engine)

    def ping() -> None:
        with get_session() as session:
            session.connection()

Fine:

    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    def opened() -> Session:
        session = Session(engine)
        return session

Fine:

    from alembic import op
    from sqlmodel import Session

    def upgrade() -> None:
        connection = op.get_bind()
        session = Session(bind=connection)
        session.flush()

Fine:

    import argparse
    from sqlmodel import Session, create_engine

    def command() -> None:
        args = argparse.ArgumentParser().parse_args()
        session = Session(create_engine(args.url))
        session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.names import dotted
from colonnade.check.rule import Problem
from colonnade.check.sessions import ASYNC, SYNC
from colonnade.check.source import Source
from colonnade.check.statements import method, value_of
from colonnade.check.words import GIVES_SESSIONS, SESSION_HOMES, SESSION_MADE

CODE = "COL303"
NEEDS = (f"{SESSION_MADE}|sessionmaker|async_sessionmaker", SESSION_HOMES)
IMPORTS = frozenset({"Session", "AsyncSession", "sessionmaker", "async_sessionmaker"})


def check(node: ast.Assign | ast.Return, source: Source) -> Iterator[Problem]:
    """Report sessions that a function makes and nobody closes: neither it, nor whom it hands them to."""
    if isinstance(node, ast.Assign):
        yield from _kept(node, source)
    elif _is_of_a_dependency(node, source):
        yield Problem(
            node,
            "Nobody closes the session that a dependency returns.",
            "Write `with Session(engine) as session:` and `yield session` in it.",
        )


def _is_of_a_dependency(node: ast.Return, source: Source) -> bool:
    """Whether a function that `Depends` is given returns a session that it has made."""
    function = source.function(node)
    if function is None or function.name not in GIVES_SESSIONS or function.decorator_list:
        return False
    says, name = source.project.says, function.name
    if not says(f"Depends({name}") or says(f"with {name}") or says(f"closing({name}"):
        return False
    made = value_of(node.value, source) if node.value is not None else None
    if not isinstance(made, ast.Call):
        return False
    maker = value_of(made.func, source)
    makes = maker.func if isinstance(maker, ast.Call) else made.func
    return source.resolve(makes) in SYNC | ASYNC | _MAKERS


_MAKERS = frozenset({"sqlalchemy.orm.sessionmaker", "sqlalchemy.ext.asyncio.async_sessionmaker"})


def _kept(node: ast.Assign, source: Source) -> Iterator[Problem]:
    """The session that a function keeps for itself and does not close."""
    function = source.function(node)
    target = node.targets[0]
    if function is None or not isinstance(node.value, ast.Call) or not isinstance(target, ast.Name):
        return
    if source.resolve(node.value.func) not in SYNC | ASYNC or _is_of_alembic(node.value, source):
        return
    if not any(_lets_go(one, target.id) or _is_command(one) for one in ast.walk(function)):
        yield Problem(
            node.value,
            f"Nobody closes `{target.id}`.",
            "Write `with Session(engine) as session:`.",
        )


def _is_of_alembic(call: ast.Call, source: Source) -> bool:
    """Whether a session works on the connection of a revision, which Alembic closes."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    values = (value_of(one, source) for one in given)
    return any(
        isinstance(one, ast.Call) and source.resolve(one.func) == "alembic.op.get_bind"
        for one in values
    )


def _is_command(node: ast.AST) -> bool:
    """Whether a node reads the command line."""
    return isinstance(node, ast.Call) and method(node) == "parse_args"


def _lets_go(node: ast.AST, name: str) -> bool:
    """Whether a node closes the session, uses it as a context manager, or hands it to somebody else."""
    if isinstance(node, ast.Call):
        handed = [*node.args, *(keyword.value for keyword in node.keywords)]
        return dotted(node.func) == f"{name}.close" or any(_is(one, name) for one in handed)
    if isinstance(node, ast.withitem):
        return _is(node.context_expr, name)
    if isinstance(node, ast.Return | ast.Yield | ast.Assign | ast.Tuple | ast.List | ast.Dict):
        values = [
            getattr(node, "value", None),
            *getattr(node, "elts", ()),
            *getattr(node, "values", ()),
        ]
        return any(_is(one, name) for one in values)
    return False


def _is(node: object, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
