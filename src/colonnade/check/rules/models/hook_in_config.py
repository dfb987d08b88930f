"""A function in `Config` is a setting that nothing reads.

`before_update` in a class `Config` is not called when a row is updated: `updated_at` stays what it was. `onupdate` on the
column, or `event.listens_for(Model, "before_update")`, is called.

Bad:

    from datetime import UTC, datetime
    from sqlmodel import SQLModel

    class Changed(SQLModel):
        changed: datetime

        class Config:
            @staticmethod
            def before_update(mapper, connection, target):
                target.changed = datetime.now(UTC)

Good:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    def now() -> datetime:
        return datetime.now(UTC)

    class Changed(SQLModel):
        changed: datetime = Field(default_factory=now, sa_column_kwargs={"onupdate": now})

Fine:

    from sqlalchemy import event
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    @event.listens_for(Task, "before_update")
    def before_update(mapper, connection, target):
        print(target.id)
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL128"
NEEDS = (MODELS, "Config")
_HOOKS = frozenset(
    f"{when}_{what}" for when in ("before", "after") for what in ("insert", "update", "delete")
)


def check(node: ast.FunctionDef, source: Source) -> Iterator[Problem]:
    """Report functions in a model's `Config` that are named after an event of SQLAlchemy."""
    config = source.parent(node) if node.name in _HOOKS else None
    if not isinstance(config, ast.ClassDef) or config.name != "Config":
        return
    model = source.parent(config)
    if isinstance(model, ast.ClassDef) and source.model_of(model) is not None:
        yield Problem(
            node,
            f"Nothing calls `{node.name}` of the `Config` of `{model.name}`.",
            "Say `onupdate` on the column, or listen with `event.listens_for`.",
        )
