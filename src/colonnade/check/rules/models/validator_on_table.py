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

Fine:

    from pydantic import field_validator
    from sqlalchemy.orm import validates
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

        @field_validator("title")
        @classmethod
        def not_blank(cls, title: str) -> str:
            return title.strip()

        @validates("title")
        def stripped(self, key: str, title: str) -> str:
            return title.strip()
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import validates
from colonnade.check.grouping import and_others
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL101"
NEEDS = (MODELS, "field_validator|model_validator|validator|root_validator")
_OWN = frozenset({"sqlalchemy.orm.validates"})
_VALIDATORS = frozenset(
    f"pydantic.{name}"
    for name in ("field_validator", "model_validator", "validator", "root_validator")
)


def check(node: ast.ClassDef, source: Source) -> Iterator[Problem]:
    """Report classes with a table at their first validator of Pydantic."""
    model = source.model_of(node)
    if model is None or not model.is_table or validates(model):
        return
    functions = [one for one in node.body if isinstance(one, ast.FunctionDef)]
    if any(one.name == "__init__" or _decorator(one, _OWN, source) for one in functions):
        return  # the class looks at what it is given by itself
    found = [(one, said) for one in functions if (said := _decorator(one, _VALIDATORS, source))]
    if found:
        yield Problem(
            found[0][1],
            f"`{found[0][0].name}` does not run when a `{model.name}` is {_made(node)}"
            + and_others(len(found), "validator", "does not", "do not"),
            "Validate in the class that input is read into, or use `sqlalchemy.orm.validates`.",
        )


def _made(node: ast.ClassDef) -> str:
    """What a table is when nothing looks at its values; `validate_assignment` has them looked at later."""
    said = (ast.unparse(one) for one in node.body if isinstance(one, ast.Assign))
    looks_later = any("validate_assignment" in one for one in said)
    return "constructed" if looks_later else "constructed or changed"


def _decorator(node: ast.FunctionDef, names: frozenset[str], source: Source) -> ast.expr | None:
    """The first decorator of a function that is one of these."""
    for one in node.decorator_list:
        if source.resolve(one.func if isinstance(one, ast.Call) else one) in names:
            return one
    return None
