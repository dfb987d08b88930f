"""A function that makes a default is the `default_factory`.

SQLModel calls nothing that is given as `default`: each new row has the function itself for a value, and its INSERT is an
error.

Bad:

    from uuid import UUID, uuid4
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: UUID = Field(default=uuid4, primary_key=True)

Good:

    from uuid import UUID, uuid4
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: UUID = Field(default_factory=uuid4, primary_key=True)

Bad:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    def now() -> datetime:
        return datetime.now(UTC)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default=now)

Good:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    def now() -> datetime:
        return datetime.now(UTC)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default_factory=now)

Bad:

    from uuid import UUID, uuid4
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: UUID = Field(uuid4, primary_key=True)

Good:

    from uuid import UUID, uuid4
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: UUID = Field(default_factory=uuid4, primary_key=True)

Fine:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    def now() -> datetime:
        return datetime.now(UTC)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime | None = Field(default=None, sa_column_kwargs={"default": now})
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, keyword, table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL158"
NEEDS = ("Field",)
_FUNCTIONS = frozenset(
    (
        *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
        *("datetime.date.today", "time.time", "uuid.uuid1", "uuid.uuid4", "uuid.uuid7"),
        *("list", "dict", "set"),
    )
)


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report functions that are the `default` of a table's field, also as the first argument of `Field`."""
    call = field_call(node, source)
    default = call.args[0] if call is not None and call.args else keyword(call, "default")
    value = default.value if isinstance(default, ast.keyword) else default
    if default is None or value is None or not _is_function(value, source):
        return
    model = table_around(node, source)
    if model is not None:
        yield Problem(
            default,
            f"`{model.name}.{ast.unparse(node.target)}` has a function for its default, which nobody calls.",
            "Say `default_factory=...`.",
            (source.replace(default, f"default_factory={source.segment(value)}"),),
        )


def _is_function(value: ast.expr, source: Source) -> bool:
    """Whether a value is a function: a known one, a lambda, or one of this module."""
    if isinstance(value, ast.Lambda) or source.resolve(value) in _FUNCTIONS:
        return True
    return isinstance(value, ast.Name) and any(
        isinstance(one, ast.FunctionDef) and one.name == value.id for one in source.tree.body
    )
