"""A class without a table does not derive from a table class.

Its fields' defaults become the columns of the table, every field is optional, and constructing it raises AttributeError.
What a schema and a table share belongs into a class that both derive from.

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    class TaskPublic(Task):
        author: str

Good:

    from sqlmodel import Field, SQLModel

    class TaskBase(SQLModel):
        title: str = Field(max_length=200)

    class Task(TaskBase, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class TaskPublic(TaskBase):
        id: int
        author: str

Fine:

    from sqlmodel import Field, SQLModel

    class TaskBase(SQLModel):
        title: str = Field(max_length=200)

    class TaskCreate(TaskBase):
        author: str
"""

from collections.abc import Iterator

from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL131"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report classes without a table that derive from one with a table."""
    if "table" in node.cls.keywords:
        return
    for cls in list(node.project.lineage(node.cls))[1:]:
        if cls.says_table:
            yield Problem(
                node,
                f"`{node.name}` derives from the table `{cls.short_name}` and has none itself.",
                "Let both derive from a class without a table.",
            )
            return
