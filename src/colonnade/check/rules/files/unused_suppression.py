"""A comment that suppresses nothing is removed.

What it was about has been mended, and it would hide the next mistake.

Bad:

    from sqlmodel import SQLModel, Field

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)  # colonnade: ignore[COL001] made by hand

Good:

    from sqlmodel import SQLModel, Field

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

from colonnade.findings import Severity

CODE = "COL003"
SEVERITY = Severity.WARNING
