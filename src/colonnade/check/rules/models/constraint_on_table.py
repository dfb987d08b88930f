"""A limit such as `ge` or `min_length` on a table's field is not checked, by Python or by the database.

SQLModel does not validate classes with `table=True`, and it makes no CHECK of the limit either. Only `max_length`,
`max_digits` and `decimal_places` reach the column's type.

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        points: int = Field(ge=0, le=100)

Good:

    from sqlalchemy import CheckConstraint
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        __table_args__ = (CheckConstraint("points BETWEEN 0 AND 100", name="points_in_range"),)

        id: int | None = Field(default=None, primary_key=True)
        points: int

Fine:

    from sqlmodel import Field, SQLModel

    class TaskBase(SQLModel):
        points: int = Field(ge=0, le=100)

    class TaskCreate(TaskBase):
        pass

    class Task(TaskBase, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, model_around, validates
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL102"
SEVERITY = Severity.WARNING
_LIMITS = ("gt", "ge", "lt", "le", "multiple_of", "min_length")


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report limits on fields of tables that nothing checks."""
    call = field_call(node, source)
    limits = [one for one in call.keywords if one.arg in _LIMITS] if call else []
    model = model_around(node, source) if limits else None
    if model is None or not model.is_table or _is_checked(model, ast.unparse(node.target)):
        return
    names = ", ".join(f"`{one.arg}`" for one in limits)
    yield Problem(
        limits[0],
        f"{names} of `{model.name}.{ast.unparse(node.target)}` is checked by nobody.",
        "Put it into the class that input is read into, and a CheckConstraint on the table.",
    )


def _is_checked(model: Model, field: str) -> bool:
    """Whether the table validates, or has a CHECK or a validator that names the field."""
    said = [text for cls in model.project.lineage(model.cls) for text in cls.assigned.values()]
    checks = any("CheckConstraint" in text and field in text for text in said)
    return checks or validates(model) or _is_in_schema(model, field)


def _is_in_schema(model: Model, field: str) -> bool:
    """Whether the class that input is read into has a limit for the field, as `TaskCreate` beside `Task`."""
    names = (f"{model.name}{end}" for end in ("Create", "In"))
    found = (cls.fields.get(field) for name in names for cls in model.project.called(name))
    return any(one is not None and {*_LIMITS} & {*one.keywords} for one in found)
