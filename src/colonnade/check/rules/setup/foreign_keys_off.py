"""SQLite does not enforce foreign keys until every connection says so.

`PRAGMA foreign_keys` is off by default: a key may point at nothing, and `ON DELETE CASCADE` leaves orphans without a word.
A listener for `connect` switches it on.

Bad:

    from sqlmodel import Field, SQLModel, create_engine

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")

    engine = create_engine("sqlite:///app.db")

Fine:

    from sqlalchemy import event
    from sqlmodel import Field, SQLModel, create_engine

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")

    engine = create_engine("sqlite:///app.db")

    @event.listens_for(engine, "connect")
    def enforce_foreign_keys(connection, record) -> None:
        connection.execute("PRAGMA foreign_keys=ON")
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import is_async, is_sync, url_of
from colonnade.check.project import Project
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import WITH_MODELS
from colonnade.findings import Severity

CODE = "COL914"
SEVERITY = Severity.WARNING
CALLS = frozenset({"create_engine", "create_async_engine"})
IMPORTS = CALLS
NEEDS = (WITH_MODELS,)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report engines for SQLite in projects that have foreign keys and never switch them on."""
    if not (is_sync(node, source) or is_async(node, source)) or source.is_test:
        return
    url = url_of(node, source)
    if url is None or url.dialect != "sqlite" or not _has_foreign_keys(source.project):
        return
    if not any(source.project.says(f"{word} foreign_keys") for word in ("PRAGMA", "pragma")):
        yield Problem(
            node,
            "SQLite does not enforce the foreign keys of this project.",
            'Run `PRAGMA foreign_keys=ON` in a listener for `"connect"`.',
        )


def _has_foreign_keys(project: Project) -> bool:
    return any(
        "foreign_key" in one.keywords
        for model in project.models.values()
        if model.is_table
        for one in model.cls.fields.values()
    )
