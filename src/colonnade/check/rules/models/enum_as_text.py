"""An enum in a column of text is read back as a plain string.

The annotation says `Priority`, rows from the database have a `str`, and any text can be stored. `sa.Enum` with
`values_callable` and `native_enum=False` keeps the column a VARCHAR and the value an enum. It holds on request only: members
of `StrEnum` equal their texts, and most projects with such columns mean that.

Bad:

    from enum import StrEnum
    from sqlalchemy import Column, String
    from sqlmodel import Field, SQLModel

    class Priority(StrEnum):
        LOW = "low"
        HIGH = "high"

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: Priority = Field(default=Priority.LOW, sa_column=Column(String(20)))

Good:

    from enum import StrEnum
    from sqlalchemy import Column, Enum
    from sqlmodel import Field, SQLModel

    class Priority(StrEnum):
        LOW = "low"
        HIGH = "high"

    PRIORITY = Enum(Priority, native_enum=False, values_callable=lambda kind: [one.value for one in kind])

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: Priority = Field(default=Priority.LOW, sa_column=Column(PRIORITY))

Fine:

    from sqlalchemy import Column, String
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: str = Field(default="low", sa_column=Column(String(20)))
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, keyword, only_type, table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL125"
SEVERITY = Severity.WARNING
ON_REQUEST = True  # a member of `StrEnum` equals what is read, and the column is often chosen so
_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum"})
_TEXTS = frozenset(
    f"{home}.{name}"
    for home in ("sqlalchemy", "sqlmodel")
    for name in ("String", "Text", "VARCHAR", "Unicode", "AutoString", "Integer", "SmallInteger")
)


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields that are enums and whose column is of text or numbers."""
    call = field_call(node, source)
    said = keyword(call, "sa_type") or keyword(call, "sa_column")
    if said is None:
        return
    kind = said.value
    if said.arg == "sa_column":
        kind = kind.args[0] if isinstance(kind, ast.Call) and kind.args else kind
    if source.resolve(kind.func if isinstance(kind, ast.Call) else kind) not in _TEXTS:
        return
    name = only_type(node, source)
    cls = source.project.classes.get(source.project.home(name)) if name else None
    model = table_around(node, source)
    if cls is not None and model is not None and source.project.ancestry(cls) & _ENUMS:
        yield Problem(
            kind,
            f"`{model.name}.{ast.unparse(node.target)}` is a `{cls.short_name}` only until it is read.",
            "Use `sa.Enum(..., native_enum=False, values_callable=...)` as its type.",
        )
