"""Where Alembic makes the tables, nothing else does.

`create_all` makes tables that are missing and never changes one that is there. It runs ahead of the next migration, which
then fails because its table exists, and hides that a migration was forgotten. Tables of another `MetaData` than the one
that `env.py` imports are none of Alembic's.

Bad:

    # file: migrations/env.py
    from alembic import context
    from app.models import Task

    context.configure(target_metadata=Task.metadata)

    # file: app/models.py
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    # file: app/main.py
    from sqlmodel import SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    def on_startup() -> None:
        SQLModel.metadata.create_all(engine)

Fine:

    # file: migrations/env.py
    from alembic import context
    from app.models import Task

    context.configure(target_metadata=Task.metadata)

    # file: app/models.py
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    # file: app/cache.py
    from sqlalchemy import Connection, MetaData

    cached_metadata = MetaData()

    def make(connection: Connection) -> None:
        cached_metadata.create_all(connection)

    # file: app/start.py
    from alembic import command
    from alembic.config import Config
    from sqlmodel import SQLModel, create_engine

    def start(url: str) -> None:
        try:
            command.upgrade(Config("alembic.ini"), "head")
        except FileNotFoundError:
            SQLModel.metadata.create_all(create_engine(url))

    def make_others(connection: Connection, metadata: MetaData) -> None:
        metadata.create_all(connection)

    def make_some(connection: Connection) -> None:
        SQLModel.metadata.create_all(connection, tables=[])

Fine:

    from sqlmodel import SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    def on_startup() -> None:
        SQLModel.metadata.create_all(engine)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keyword
from colonnade.check.environments import migrates
from colonnade.check.names import dotted
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.tree import Function
from colonnade.findings import Severity

CODE = "COL910"
SEVERITY = Severity.ADVICE
NEEDS = ("create_all",)
_ELSEWHERE = ("test", "example", "script", "alembic", "migration", "docs")


def check(node: ast.Attribute, source: Source) -> Iterator[Problem]:
    """Report `metadata.create_all` in an application that has Alembic's `env.py`."""
    if node.attr != "create_all" or "metadata" not in dotted(node.value).lower():
        return
    # A new database may be made at once where it is then stamped with the last revision.
    if "stamp(" in source.text or any(word in source.module for word in _ELSEWHERE):
        return
    if _chooses(source.function(node)) or _names_tables(node, source):
        return
    base = node.value
    if isinstance(base, ast.Attribute) and base.attr == "metadata":
        base = base.value
    if migrates(base, source):
        yield Problem(
            node,
            "`create_all` makes tables that Alembic should make.",
            "Leave it to `alembic upgrade head`.",
        )


def _chooses(function: Function | None) -> bool:
    """Whether a function migrates as well, and so has a reason for what it makes by itself."""
    calls = (one for one in ast.walk(function) if isinstance(one, ast.Call)) if function else ()
    return any(word in dotted(one.func).lower() for one in calls for word in ("migrat", "upgrade"))


def _names_tables(node: ast.Attribute, source: Source) -> bool:
    """Whether the tables that are made are chosen one by one, also where `run_sync` calls it."""
    call = source.parent(node)
    return isinstance(call, ast.Call) and keyword(call, "tables") is not None
