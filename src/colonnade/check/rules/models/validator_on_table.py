"""A validator of a table class never runs when a row is constructed.

SQLModel skips validation where `table=True`: neither the constructor nor an assignment calls the validator, so a row with
any value is written. Only `model_validate` runs it. `sqlalchemy.orm.validates` does run, and so does a validator of the
class that a request is read into.

Bad:

    from pydantic import field_validator
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

        @field_validator("title")
        @classmethod
        def not_blank(cls, title: str) -> str:
            if not title.strip():
                raise ValueError("a title has letters")
            return title

Good:

    from sqlalchemy.orm import validates
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

        @validates("title")
        def not_blank(self, key: str, title: str) -> str:
            if not title.strip():
                raise ValueError("a title has letters")
            return title

Fine:

    from pydantic import field_validator
    from sqlmodel import Field, SQLModel

    class TaskBase(SQLModel):
        title: str = Field(max_length=200)

        @field_validator("title")
        @classmethod
        def not_blank(cls, title: str) -> str:
            return title.strip()

    class Task(TaskBase, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import validates
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL101"
NEEDS = (MODELS, "field_validator|model_validator|validator|root_validator")
_VALIDATORS = frozenset(
    f"pydantic.{name}"
    for name in ("field_validator", "model_validator", "validator", "root_validator")
)


def check(node: ast.FunctionDef, source: Source) -> Iterator[Problem]:
    """Report validators of Pydantic in classes with a table."""
    parent = source.parent(node)
    if not node.decorator_list or not isinstance(parent, ast.ClassDef):
        return
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if source.resolve(called) in _VALIDATORS:
            model = source.model_of(parent)
            if model is not None and model.is_table and not validates(model):
                yield Problem(
                    decorator,
                    f"`{node.name}` does not run when a `{model.name}` is constructed or changed.",
                    "Validate in the class that input is read into, or use `sqlalchemy.orm.validates`.",
                )
