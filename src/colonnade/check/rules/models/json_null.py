"""A column of JSON stores `None` as the JSON value `null`, which is not NULL.

`IS NULL` does not find such rows: `col(Task.extra).is_(None)` and `Task.extra == None` give none of them.
`JSON(none_as_null=True)` stores NULL; rows that are there keep their `null` until a migration changes it.

Bad:

    from sqlmodel import Field, JSON, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        extra: dict[str, str] | None = Field(default=None, sa_type=JSON)

    def plain(session: Session) -> list[Task]:
        return list(session.exec(select(Task).where(col(Task.extra).is_(None))))

Good:

    from sqlmodel import Field, JSON, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        extra: dict[str, str] | None = Field(default=None, sa_type=JSON(none_as_null=True))

    def plain(session: Session) -> list[Task]:
        return list(session.exec(select(Task).where(col(Task.extra).is_(None))))

Fine:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        extra: dict[str, str] | None = Field(default=None, sa_type=JSON)

    def is_plain(task: Task) -> bool:
        return task.extra == None
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.columns import allows_none, parsed
from colonnade.check.project import Field
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL121"
NEEDS = (MODELS, "None", "is_|is_not|isnot|where|filter|having")
_ASKS = frozenset({"is_", "is_not", "isnot"})
_JSON = re.compile(r"\bJSONB?\b")


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report conditions that ask whether a column of JSON is NULL, where `None` is stored as a value."""
    conditions: list[ast.Call | ast.Compare] = [*source.calls(_ASKS), *source.nodes(ast.Compare)]
    for asks in conditions:
        column = _compared(asks)
        model = source.model(column.value) if column is not None else None
        field = model.columns.get(column.attr) if model is not None and column is not None else None
        if model is not None and field is not None and model.is_table and _stores_null(field):
            yield Problem(
                asks,
                f"`{model.name}.{field.name}` stores `None` as JSON's `null`, which is not NULL.",
                f"Say `none_as_null=True` in the type of `{model.name}.{field.name}`.",
            )


def _compared(node: ast.Call | ast.Compare) -> ast.Attribute | None:
    """The column that a condition compares with `None`."""
    if isinstance(node, ast.Compare):
        is_equal = len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        left, right = node.left, node.comparators[0] if is_equal else None
    elif isinstance(node.func, ast.Attribute) and node.args:
        left, right = node.func.value, node.args[0]
    else:
        return None
    if not isinstance(right, ast.Constant) or right.value is not None:
        return None
    if isinstance(left, ast.Call) and len(left.args) == 1:
        left = left.args[0]
    return left if isinstance(left, ast.Attribute) else None


def _stores_null(field: Field) -> bool:
    said = field.keywords.get("sa_type", "") + field.keywords.get("sa_column", "")
    return (
        bool(_JSON.search(said))
        and "none_as_null" not in said
        and allows_none(parsed(field.annotation))
    )
