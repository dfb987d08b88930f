"""A column of JSON stores `None` as the JSON value `null`, which is not NULL.

`IS NULL` does not find such rows, and a NOT NULL constraint lets them in. `JSON(none_as_null=True)` stores NULL.

Bad:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        extra: dict[str, str] | None = Field(default=None, sa_type=JSON)

Good:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        extra: dict[str, str] | None = Field(default=None, sa_type=JSON(none_as_null=True))

Fine:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        extra: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import allows_none, field_call, keyword, keywords, table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL121"
SEVERITY = Severity.WARNING
_JSON = frozenset(
    (
        *("sqlmodel.JSON", "sqlalchemy.JSON", "sqlalchemy.types.JSON"),
        *("sqlalchemy.dialects.postgresql.JSON", "sqlalchemy.dialects.postgresql.JSONB"),
    )
)


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report optional fields of JSON that store `None` as a value."""
    call = field_call(node, source)
    said = keyword(call, "sa_type") or keyword(call, "sa_column")
    if said is None or not allows_none(node.annotation):
        return
    kind = _kind(said.value, source)
    called = isinstance(kind, ast.Call)
    name = source.resolve(kind.func if isinstance(kind, ast.Call) else kind) if kind else ""
    if kind is None or name not in _JSON or (called and "none_as_null" in ast.unparse(kind)):
        return
    model = table_around(node, source)
    if model is not None:
        yield Problem(
            kind,
            f"`{model.name}.{ast.unparse(node.target)}` stores `None` as JSON's `null`.",
            "Say `none_as_null=True`.",
            _edits(kind, source),
            safe=False,
        )


def _kind(node: ast.expr, source: Source) -> ast.expr | None:
    """The type in `sa_type`, or in the `Column(...)` of `sa_column`."""
    if isinstance(node, ast.Call) and source.resolve(node.func).endswith(".Column"):
        return node.args[0] if node.args else None
    return node


def _edits(kind: ast.expr, source: Source) -> tuple[Edit, ...]:
    if not isinstance(kind, ast.Call):
        return (source.insert_after(kind, "(none_as_null=True)"),)
    if keywords(kind) or kind.args:
        return ()
    return (source.replace(kind, f"{source.segment(kind.func)}(none_as_null=True)"),)
