"""An enum is stored by the names of its members, not by their values.

Other programs that read or write the value miss it, and a new name for a member makes the rows unreadable. It shows in
models alone: a database knows one set of texts.

Bad:

    from enum import StrEnum
    from sqlmodel import Field, SQLModel

    class Priority(StrEnum):
        LOW = "low"
        HIGH = "high"

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: Priority = Priority.LOW

Good:

    from enum import StrEnum
    from colonnade import stored_by_value
    from sqlmodel import Field, SQLModel

    class Priority(StrEnum):
        LOW = "low"
        HIGH = "high"

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: Priority = Field(default=Priority.LOW, sa_type=stored_by_value(Priority, name="priority"))
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, suspicion
from colonnade.schema.info import column_info

CODE = "COLS304"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report columns of an enum whose names are stored and differ from its values."""
    for column in table.columns:
        info = column_info(column)
        if info.enum_by_name:
            yield suspicion(
                CODE,
                column,
                f"{full(column)} stores the names of `{info.enum_class}`, not its values.",
                "Say `values_callable` in `sa.Enum`, or use colonnade's `stored_by_value`.",
                Severity.ADVICE,
            )
