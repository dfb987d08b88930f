"""An enum is stored by the names of its members, not by their values.

`Priority.HIGH = "high"` is stored as `HIGH`: other programs that read or write the value miss it, and a new name for the
member makes the rows unreadable. `values_callable` stores the values.

Bad:

    from enum import StrEnum
    from sqlmodel import Field, SQLModel

    class Priority(StrEnum):
        LOW = "low"
        HIGH = "high"

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: Priority = Priority.LOW

Good:

    from enum import StrEnum
    from colonnade import stored_by_value
    from sqlmodel import Field, SQLModel

    class Priority(StrEnum):
        LOW = "low"
        HIGH = "high"

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: Priority = Field(default=Priority.LOW, sa_type=stored_by_value(Priority, name="priority"))

Fine:

    from enum import StrEnum
    from sqlmodel import Field, SQLModel

    class Priority(StrEnum):
        low = "low"
        high = "high"

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: Priority = Priority.low
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, has_own_column, only_type, table_around
from colonnade.check.project import Class, Project
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL124"
SEVERITY = Severity.ADVICE
ON_REQUEST = True
_ENUMS = frozenset({"enum.Enum", "enum.StrEnum"})


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields of tables whose type is an enum with values that are not its names."""
    name = only_type(node, source)
    cls = source.project.classes.get(source.project.home(name)) if name else None
    if cls is None or not _differs(cls, source.project):
        return
    call = field_call(node, source)
    if has_own_column(call) or (isinstance(node.value, ast.Call) and call is None):
        return
    model = table_around(node, source)
    if model is not None:
        yield Problem(
            node,
            f"`{model.name}.{ast.unparse(node.target)}` stores the names of `{cls.short_name}`.",
            "Say `sa_type=sa.Enum(..., values_callable=...)`, or colonnade's `stored_by_value`.",
        )


def _differs(cls: Class, project: Project) -> bool:
    """Whether a class is an enum of texts with a value that is not its name."""
    if not project.ancestry(cls) & _ENUMS:
        return False
    return any(
        value[:1] in ("'", '"') and value.strip("'\"") != name
        for name, value in cls.assigned.items()
        if not name.startswith("_")
    )
