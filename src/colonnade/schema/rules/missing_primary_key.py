"""A table without a primary key cannot say which row is which.

Rows can be neither changed nor deleted one by one, references to them are impossible, and an ORM cannot map the table.

Bad:

    Table events {
      happened_at timestamptz [not null]
      message text
    }

Good:

    Table events {
      id integer [pk, increment]
      happened_at timestamptz [not null]
      message text
    }
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import suspicion

CODE = "COLS101"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report a table without a primary key."""
    if not table.primary_key.columns:
        yield suspicion(
            CODE,
            table,
            f"`{table.key}` has no primary key.",
            "Name the columns that tell its rows apart, or add an `id`.",
            Severity.WARNING,
        )
