"""The table of `OrderItem` is called `orderitem`.

SQLModel writes the class's name in small letters, without a break between its words. A name that is said is one that a
person would choose, and stays when the class gets another.

Bad:

    from sqlmodel import Field, SQLModel

    class OrderItem(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

Good:

    from sqlmodel import Field, SQLModel

    class OrderItem(SQLModel, table=True):
        __tablename__ = "order_items"

        id: int | None = Field(default=None, primary_key=True)

Fine:

    from sqlmodel import Field, SQLModel

    class Item(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

import re
from collections.abc import Iterator

from colonnade.check.columns import is_known
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL135"
SEVERITY = Severity.ADVICE
ON_REQUEST = True
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report tables that have the default name of a class of several words."""
    if not node.is_table or not _WORD.search(node.name) or not is_known(node):
        return
    said = {
        name
        for cls in node.project.lineage(node.cls)
        for name in (*cls.assigned, *cls.fields, *cls.methods)
    }
    if "__tablename__" not in said:
        name = _WORD.sub("_", node.name).lower()
        yield Problem(
            node,
            f"The table of `{node.name}` is called `{node.name.lower()}`.",
            f'Say `__tablename__ = "{name}"`.',
        )
