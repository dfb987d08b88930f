"""A default that can be changed is made anew for each row by `default_factory`.

Pydantic copies the default, so rows do not share it today; `default_factory` says so, and is what other readers and
linters expect.

Bad:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        labels: list[str] = Field(default=[], sa_type=JSON)

Good:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        labels: list[str] = Field(default_factory=list, sa_type=JSON)

Fine:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        __table_args__ = {"comment": "what is to do"}

        id: int | None = Field(default=None, primary_key=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, keyword, model_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL123"
SEVERITY = Severity.ADVICE
_MADE_BY = {ast.List: "list", ast.Dict: "dict"}


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields of models whose `default` is a list, a dict or a set."""
    call = field_call(node, source)
    default = keyword(call, "default")
    value = default.value if default else (call.args[0] if call and call.args else None)
    if not isinstance(value, ast.List | ast.Dict | ast.Set) or model_around(node, source) is None:
        return
    is_empty = not isinstance(value, ast.Set) and not ast.unparse(value).strip("[]{}")
    made = _MADE_BY[type(value)] if is_empty else f"lambda: {source.segment(value)}"
    yield Problem(
        default or value,
        f"The default of `{ast.unparse(node.target)}` can be changed.",
        f"Say `default_factory={made}`.",
        (source.replace(default or value, f"default_factory={made}"),),
    )
