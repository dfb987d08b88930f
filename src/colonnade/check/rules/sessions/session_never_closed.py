"""A session that nobody closes keeps its connection.

It goes back to the pool when the garbage collector comes by, in the middle of a transaction; under load the pool is empty
before that. A function that reads the command line is a process of its own, whose end closes all it has.

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
from colonnade.check.words import SESSION_HOMES, SESSION_MADE

CODE = "COL303"
NEEDS = (SESSION_MADE, SESSION_HOMES)
IMPORTS = frozenset({"Session", "AsyncSession"})


def check(node: ast.Assign, source: Source) -> Iterator[Problem]:
    """Report sessions that a function makes, keeps for itself and neither closes nor hands on."""
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
