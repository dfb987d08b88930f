"""`metadata` and `registry` belong to SQLAlchemy.

A field of such a name hides the collection of tables behind a column, with a warning only: what asks the class for its
`metadata` then, as Alembic does, gets the column. The column itself may keep the name.

Bad:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        metadata: dict[str, str] = Field(default_factory=dict, sa_type=JSON)

Good:

    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        extra: dict[str, str] = Field(
            default_factory=dict, sa_type=JSON, sa_column_kwargs={"name": "metadata"}
        )

Fine:

    from sqlalchemy import MetaData
    from sqlmodel import SQLModel

    class Base(SQLModel):
        metadata = MetaData()
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL129"
SEVERITY = Severity.WARNING


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields of tables that have a name of SQLAlchemy's."""
    if not isinstance(node.target, ast.Name) or node.target.id not in ("metadata", "registry"):
        return
    text = ast.unparse(node.annotation)
    model = None if "ClassVar" in text or "MetaData" in text else table_around(node, source)
    if model is not None:
        yield Problem(
            node,
            f"`{model.name}.{node.target.id}` hides what SQLAlchemy calls so.",
            "Give the field another name; `sa_column_kwargs` can name the column.",
        )
