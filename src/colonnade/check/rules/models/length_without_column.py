"""The length of a column is `Field(max_length=...)`; a limit in the type does not reach it.

`Annotated[str, StringConstraints(max_length=50)]` and `constr(max_length=50)` become a VARCHAR without a length, and a table
does not validate, so nothing limits the text.

Bad:

    from typing import Annotated
    from pydantic import StringConstraints
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        code: Annotated[str, StringConstraints(max_length=50)]

Good:

    from typing import Annotated
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        code: Annotated[str, Field(max_length=50)]

Fine:

    from typing import Annotated
    from pydantic import StringConstraints
    from sqlmodel import SQLModel

    class TaskCreate(SQLModel):
        code: Annotated[str, StringConstraints(max_length=50)]
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, keywords, table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL138"
SEVERITY = Severity.WARNING
_LIMITS = frozenset({"pydantic.StringConstraints", "pydantic.constr"})


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report lengths in the types of tables' fields."""
    for call in ast.walk(node.annotation):
        if isinstance(call, ast.Call) and source.resolve(call.func) in _LIMITS:
            said = keywords(field_call(node, source)) & {"max_length", "sa_type", "sa_column"}
            model = table_around(node, source) if "max_length" in keywords(call) else None
            if model is not None and not said:
                yield Problem(
                    call,
                    f"The column of `{model.name}.{ast.unparse(node.target)}` has no length.",
                    "Say `Field(max_length=...)`.",
                )
