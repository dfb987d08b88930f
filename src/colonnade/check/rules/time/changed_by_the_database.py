"""A time that the database sets on UPDATE is not in the row after a commit.

With `onupdate=func.now()` the attribute expires at each flush, and reading it needs a statement. In async code that is a
`MissingGreenlet`. A function of Python sets the value on the way; `eager_defaults` has it fetched along with the UPDATE.

Bad:

    from datetime import datetime
    from sqlalchemy import func
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlmodel import Field, SQLModel

    engine = create_async_engine("sqlite+aiosqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        updated_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": func.now()})

Good:

    from datetime import datetime, UTC
    from sqlalchemy import func
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlmodel import Field, SQLModel

    engine = create_async_engine("sqlite+aiosqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        updated_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": lambda: datetime.now(UTC)})

Bad:

    from datetime import datetime
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlmodel import Field, SQLModel

    engine = create_async_engine("sqlite+aiosqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        updated_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": text("CURRENT_TIMESTAMP")})

Good:

    from datetime import datetime, UTC
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlmodel import Field, SQLModel

    engine = create_async_engine("sqlite+aiosqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        updated_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": lambda: datetime.now(UTC)})

Fine:

    from datetime import datetime
    from sqlalchemy import func
    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        updated_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": func.now()})
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, given, table_around
from colonnade.check.grouping import and_others
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Edit, Severity

CODE = "COL207"
SEVERITY = Severity.WARNING
ONCE = "is read from the database again after each UPDATE"
NEEDS = (MODELS, "onupdate")
_OF_THE_DATABASE = ("sqlalchemy.func.", "sqlmodel.func.", "sqlalchemy.text", "sqlmodel.text")


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report fields that a function of the database changes, where the project is async, as one decision."""
    if not source.project.says("create_async_engine") or source.project.says("eager_defaults"):
        return
    found = [(field, value) for field in _fields(source) if (value := _changed(field, source))]
    if found:
        name = ast.unparse(found[0][0].target)
        yield Problem(
            found[0][1],
            f"`{name}` {ONCE}, which async code cannot do"
            + and_others(len(found), "field", "is so", "are so"),
            "Use a function of Python, as `lambda: datetime.now(UTC)`, or `eager_defaults`.",
            tuple(dict.fromkeys(edit for _, value in found for edit in _edits(value, source))),
            safe=False,
        )


def _fields(source: Source) -> list[ast.AnnAssign]:
    return sorted(source.nodes(ast.AnnAssign), key=lambda one: one.lineno)


def _changed(node: ast.AnnAssign, source: Source) -> ast.expr | None:
    """The function of the database that changes a field of a table."""
    call = field_call(node, source)
    value = _onupdate(call, source) if call is not None else None
    return value if value is not None and table_around(node, source) is not None else None


def _onupdate(call: ast.Call, source: Source) -> ast.expr | None:
    """The function of the database in `onupdate`."""
    for value in given(call, "onupdate"):
        name = source.resolve(value.func) if isinstance(value, ast.Call) else ""
        if name.startswith(_OF_THE_DATABASE):
            return value
    return None


def _edits(value: ast.expr, source: Source) -> tuple[Edit, ...]:
    if source.names.get("datetime") != "datetime.datetime":
        return ()
    return (
        source.replace(value, "lambda: datetime.now(UTC)"),
        *source.imports("datetime", "UTC"),
    )
