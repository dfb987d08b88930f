"""A table class does not derive from another table class.

SQLModel does not map the second one: its columns are added to nothing, its table is not created, and constructing it raises
AttributeError. What two tables share belongs into a class without a table.

Bad:

    from sqlmodel import Field, SQLModel

    class Person(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Manager(Person, table=True):
        floor: int

Good:

    from sqlmodel import Field, SQLModel

    class PersonBase(SQLModel):
        id: int | None = Field(default=None, primary_key=True)

    class Person(PersonBase, table=True):
        pass

    class Manager(PersonBase, table=True):
        floor: int

Fine:

    from sqlmodel import Field, SQLModel

    class PersonBase(SQLModel):
        nickname: str | None = Field(default=None, max_length=50)

    class Person(PersonBase, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

from collections.abc import Iterator

from colonnade.check.columns import validates
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL130"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report tables that derive from tables."""
    if not node.is_table or validates(node) or _says_how(node):
        return
    for cls in list(node.project.lineage(node.cls))[1:]:
        if cls.says_table:
            yield Problem(
                node,
                f"`{node.name}` derives from the table `{cls.short_name}`.",
                "Let both derive from a class without a table, or give one a key to the other.",
            )
            return


def _says_how(model: Model) -> bool:
    """Whether a class tells SQLAlchemy how its rows are told apart."""
    return any("__mapper_args__" in cls.assigned for cls in model.project.lineage(model.cls))
