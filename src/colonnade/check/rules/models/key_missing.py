"""Every table has a primary key.

Without one SQLAlchemy cannot map the class: ArgumentError, "could not assemble any primary key columns", when the module
is imported.

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        number: int
        title: str = Field(max_length=200)

Good:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        number: int = Field(primary_key=True)
        title: str = Field(max_length=200)

Fine:

    from sqlalchemy import PrimaryKeyConstraint
    from sqlmodel import Field, SQLModel

    class Vote(SQLModel, table=True):
        __table_args__ = (PrimaryKeyConstraint("task", "voter"),)
        task: int
        voter: int
"""

from collections.abc import Iterator

from colonnade.check.columns import is_known
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL133"
_WORDS = ("primary_key", "PrimaryKeyConstraint", "**")


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report tables none of whose fields is of a primary key."""
    if not node.is_table or not node.cls.fields or not is_known(node):
        return
    lineage = list(node.project.lineage(node.cls))
    texts = [text for cls in lineage for text in cls.assigned.values()]
    for field in node.fields.values():
        if (field.default or "").isidentifier() and field.default not in ("None", "True", "False"):
            return  # made elsewhere
        if field.call and not field.call.startswith(("sqlmodel.", "pydantic.")):
            return
        texts += [field.annotation, *field.keywords, *field.keywords.values()]
    names = {name for cls in lineage for name in (*cls.methods, *cls.assigned)}
    if names & {"__table__", "__mapper_args__"} or any(
        "__table_args__" in cls.methods for cls in lineage
    ):
        return
    if not any(w in text for text in texts for w in _WORDS):
        yield Problem(
            node,
            f"`{node.name}` has no primary key.",
            "Say `primary_key=True` on a field.",
        )
