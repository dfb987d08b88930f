"""Indexes of PostgreSQL that were not built to their end, and that nobody may take for done.

`CREATE INDEX CONCURRENTLY` that meets a lock time-out leaves its index behind, invalid: no query uses it, and a unique one
refuses nothing. The same statement then fails because the name is taken, or does nothing with IF NOT EXISTS.
"""

import re
from typing import Any

_CREATE = re.compile(
    r"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<index>\"[^\"]+\"|\w+)"
    r"\s+ON\s+(?:ONLY\s+)?(?P<table>(?:\"[^\"]+\"|[\w.])+)",
    re.IGNORECASE,
)
_INVALID = """
SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND i.indrelid = to_regclass(%s) AND c.relname = %s"""


def drop_invalid(cursor: Any, statement: str) -> None:
    """Drop what an earlier run left of the index that a statement builds, outside of a transaction.

    Args:
        cursor: of the driver.
        statement: any statement.
    """
    found = _CREATE.match(statement)
    if found is None:
        return
    name = found["index"]
    name = name.strip('"') if name.startswith('"') else name.lower()
    cursor.execute(_INVALID, (found["table"], name))
    if (left := cursor.fetchone()) is not None:
        cursor.execute(f"DROP INDEX CONCURRENTLY {left[0]}")
