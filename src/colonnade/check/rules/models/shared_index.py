"""An `Index` in the `__table_args__` of a base class belongs to the first table that derives from it.

The second table raises ArgumentError: "Index is against table ..., and cannot be associated with table ...".

Bad:

    from sqlalchemy import Index
    from sqlmodel import Field, SQLModel

    class Numbered(SQLModel):
        __table_args__ = (Index("ix_number", "number"),)
        number: int

    class Task(Numbered, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Note(Numbered, table=True):
        id: int | None = Field(default=None, primary_key=True)

Good:

    from sqlmodel import Field, SQLModel

    class Numbered(SQLModel):
        number: int = Field(index=True)

    class Task(Numbered, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Note(Numbered, table=True):
        id: int | None = Field(default=None, primary_key=True)

Fine:

    from sqlalchemy import UniqueConstraint
    from sqlmodel import Field, SQLModel

    class Numbered(SQLModel):
        __table_args__ = (UniqueConstraint("number"),)
        number: int

    class Task(Numbered, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Note(Numbered, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import heirs
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL107"
NEEDS = (MODELS, "__table_args__")
_INDEX = frozenset({"sqlalchemy.Index", "sqlmodel.Index", "sqlalchemy.schema.Index"})


def check(node: ast.ClassDef, source: Source) -> Iterator[Problem]:
    """Report indexes in `__table_args__` of a base from which several tables derive."""
    for one in node.body:
        targets = one.targets if isinstance(one, ast.Assign) else []
        if any(isinstance(t, ast.Name) and t.id == "__table_args__" for t in targets):
            model = source.model_of(node)
            tables = heirs(model) if model and not model.is_table else []
            tables = [table for table in tables if "__table_args__" not in table.cls.assigned]
            for call in ast.walk(one) if len(tables) > 1 else ():
                if isinstance(call, ast.Call) and source.resolve(call.func) in _INDEX:
                    yield Problem(
                        call,
                        f"`{tables[0].name}` and `{tables[1].name}` cannot share one index.",
                        "Say `index=True` on the field, or make `__table_args__` a declared_attr.",
                    )
