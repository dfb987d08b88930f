"""An index that another one begins with is not needed.

A database finds rows by the first columns of a longer index as well, and the primary key is an index; each index more has
to be written with every row. Measured with 300,000 rows: nine indexes instead of the three that are used make inserts take
half as long again.

Bad:

    from sqlalchemy import Index
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        __table_args__ = (Index("ix_task_owner_done", "owner_id", "done"),)
        id: int | None = Field(default=None, primary_key=True)
        owner_id: int = Field(index=True)
        done: bool = False

Good:

    from sqlalchemy import Index
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        __table_args__ = (Index("ix_task_owner_done", "owner_id", "done"),)
        id: int | None = Field(default=None, primary_key=True)
        owner_id: int = Field()
        done: bool = False

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True, index=True)

Good:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

Fine:

    from sqlalchemy import Index
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        __table_args__ = (Index("ix_task_owner_done", "owner_id", "done"),)
        id: int | None = Field(default=None, primary_key=True)
        owner_id: int
        done: bool = Field(default=False)
        number: int = Field(unique=True, index=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, is_true, keyword, model_around
from colonnade.check.indexes import indexes_of, key_of
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL141"
SEVERITY = Severity.ADVICE


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report `index=True` on fields that the key or a longer index begins with."""
    call = field_call(node, source)
    said = keyword(call, "index")
    if call is None or said is None or not is_true(call, "index") or is_true(call, "unique"):
        return
    model = model_around(node, source)
    if model is None or not model.is_table:
        return
    name = ast.unparse(node.target)
    other = _other(name, model, source)
    if other:
        yield Problem(
            said,
            f"{other} begins with `{name}` already.",
            "Leave `index=True` out.",
            (source.remove_keyword(call, said),),
            safe=False,
        )


def _other(name: str, model: Model, source: Source) -> str:
    """What begins with a field beside its own index."""
    if key_of(model)[:1] == [name]:
        return "The primary key"
    longer = [one for one in _plain_indexes(model, source) if one[:1] == [name] and len(one) > 1]
    return f"The index of {', '.join(longer[0])}" if longer else ""


def _plain_indexes(model: Model, source: Source) -> list[list[str]]:
    """The indexes of several columns; none where one is partial or of another kind, which finds other rows."""
    texts = [cls.assigned.get("__table_args__", "") for cls in model.project.lineage(model.cls)]
    special = ("_where=", "_using=", "func.", "text(")
    if any(word in text for text in texts for word in special):
        return []
    return indexes_of(model, source)
