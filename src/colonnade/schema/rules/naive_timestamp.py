"""A point in time without a time zone means something else on every server.

Reported for designs and for PostgreSQL, where `timestamptz` costs nothing; SQLite and MariaDB have no such type.

Bad:

    Table tasks {
      id integer [pk, increment]
      created_at "timestamp without time zone" [not null]
    }

Good:

    Table tasks {
      id integer [pk, increment]
      created_at timestamptz [not null]
    }

Fine:

    Table people {
      id integer [pk, increment]
      birth_date "timestamp without time zone"
    }
"""

from collections.abc import Iterator

from sqlalchemy import DateTime, MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, snake, suspicion
from colonnade.schema.info import schema_info

CODE = "COLS302"
ENDINGS = ("_at", "_time", "_timestamp", "_on")
NAMES = frozenset(
    {"created", "updated", "modified", "deleted", "timestamp", "last_update", "last_login"}
)


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report date-times without a time zone whose name says that they are points in time."""
    if schema_info(metadata).dialect not in (None, "postgresql"):
        return
    for column in table.columns:
        name = snake(column.name)
        is_naive = isinstance(column.type, DateTime) and not column.type.timezone
        if is_naive and (name.endswith(ENDINGS) or name in NAMES):
            yield suspicion(
                CODE,
                column,
                f"{full(column)} is a point in time without a time zone.",
                "Use `timestamptz`; existing values need to be told which zone they were in.",
                Severity.ADVICE,
            )
