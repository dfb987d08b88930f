"""A default of a column that can be changed is one object for all rows.

Pydantic copies the default of a field, so `Field(default=[])` is safe. SQLAlchemy does not copy the `default` of a
`Column`: what is changed in place on one row is the default of the next.

Bad:

    from typing import Any
    from sqlmodel import Column, Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        settings: dict[str, Any] = Field(sa_column=Column(JSON, default={"color": "red"}))
        labels: list[str] = Field(sa_type=JSON, sa_column_kwargs={"default": []})

Good:

    from typing import Any
    from sqlmodel import Column, Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        settings: dict[str, Any] = Field(sa_column=Column(JSON, default=lambda: {"color": "red"}))
        labels: list[str] = Field(sa_type=JSON, sa_column_kwargs={"default": list})

Fine:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        __table_args__ = {"comment": "what is to do"}

        id: int | None = Field(default=None, primary_key=True)
        labels: list[str] = Field(default=[], sa_type=JSON)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, given, keyword, table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL123"
SEVERITY = Severity.WARNING
NEEDS = ("sa_column|sa_column_kwargs",)
_MADE_BY = {ast.List: "list", ast.Dict: "dict"}


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report columns whose `default` is a list, a dict or a set."""
    call = field_call(node, source)
    for said in (keyword(call, "sa_column"), keyword(call, "sa_column_kwargs")):
        column = ast.Call(ast.Name("Field"), [], [said]) if said else None
        for value in given(column, "default") if column else ():
            if isinstance(value, ast.List | ast.Dict | ast.Set) and table_around(node, source):
                made = _made(value, source)
                yield Problem(
                    value,
                    f"The rows that have the default of `{ast.unparse(node.target)}` share one object.",
                    f"Say `default={made}`.",
                    (source.replace(value, made),),
                )


def _made(value: ast.List | ast.Dict | ast.Set, source: Source) -> str:
    """What makes the default anew for each row."""
    is_empty = not isinstance(value, ast.Set) and not ast.unparse(value).strip("[]{}")
    return _MADE_BY[type(value)] if is_empty else f"lambda: {source.segment(value)}"
