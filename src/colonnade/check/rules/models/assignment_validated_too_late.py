"""`validate_assignment` on a table raises, and the value is stored all the same.

SQLModel hands the value to SQLAlchemy before Pydantic looks at it: whoever catches the ValidationError commits it with the
next change.

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        model_config = {"validate_assignment": True}

        id: int | None = Field(default=None, primary_key=True)

Good:

    from sqlalchemy.orm import validates
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

        @validates("id")
        def positive(self, key: str, value: int) -> int:
            return abs(value)

Fine:

    from sqlmodel import SQLModel

    class TaskPublic(SQLModel):
        model_config = {"validate_assignment": True}

        id: int
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.columns import validates
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL139"
NEEDS = (MODELS, "validate_assignment")
_SAYS = re.compile(r"validate_assignment(?:['\"]:|=) ?True")


def check(node: ast.Assign, source: Source) -> Iterator[Problem]:
    """Report `validate_assignment` in the configuration of a table."""
    parent, target = source.parent(node), node.targets[0]
    if not isinstance(target, ast.Name) or target.id != "model_config":
        return
    model = source.model_of(parent) if isinstance(parent, ast.ClassDef) else None
    if model is None or not model.is_table or validates(model):
        return
    if _SAYS.search(ast.unparse(node.value)):
        yield Problem(
            node,
            f"A value that `{model.name}` refuses is stored with the next commit.",
            "Use `sqlalchemy.orm.validates`, or validate in the class that input is read into.",
        )
