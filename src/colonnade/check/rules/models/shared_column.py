"""A `Column` in a base class belongs to the first table that derives from it.

The second table raises ArgumentError: "Column object already assigned to Table". `sa_type` and `sa_column_kwargs` make a
column for each table.

Bad:

    from sqlalchemy import Column, DateTime, func
    from sqlmodel import Field, SQLModel, UTCDateTime
    from datetime import datetime

    class Created(SQLModel):
        created_at: datetime | None = Field(sa_column=Column(UTCDateTime(), server_default=func.now()))

    class Task(Created, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Note(Created, table=True):
        id: int | None = Field(default=None, primary_key=True)

Good:

    from sqlalchemy import func
    from sqlmodel import Field, SQLModel
    from datetime import datetime

    class Created(SQLModel):
        created_at: datetime | None = Field(
            default=None, sa_column_kwargs={"server_default": func.now()}
        )

    class Task(Created, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Note(Created, table=True):
        id: int | None = Field(default=None, primary_key=True)

Fine:

    from sqlalchemy import Column, Text
    from sqlmodel import Field, SQLModel

    class NoteBase(SQLModel):
        words: str = Field(sa_column=Column(Text))

    class Note(NoteBase, table=True):
        id: int | None = Field(default=None, primary_key=True)

Fine:

    from sqlalchemy import Column, Text
    from sqlmodel import Field, SQLModel

    class Keyed(SQLModel):
        id: str = Field(sa_column=Column(Text, primary_key=True))

    class Task(Keyed, table=True):
        id: str = Field(sa_column=Column(Text, primary_key=True))

    class Note(Keyed, table=True):
        id: str = Field(sa_column=Column(Text, primary_key=True))
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, heirs, keyword, model_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL106"


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report columns in a base from which several tables derive."""
    column = keyword(field_call(node, source), "sa_column")
    model = model_around(node, source) if column else None
    if column is None or model is None or not isinstance(column.value, ast.Call):
        return
    name = ast.unparse(node.target)
    tables = [one for one in heirs(model) if one.fields[name] is model.cls.fields[name]]
    if len(tables) > 1 and not model.is_table:
        yield Problem(
            column,
            f"`{tables[0].name}` and `{tables[1].name}` cannot share the column `{name}`.",
            "Use `sa_type` and `sa_column_kwargs`, which make a column for each table.",
        )
