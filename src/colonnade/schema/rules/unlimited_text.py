"""A short text has a limit, which the database is told.

Without one an address, a name or a code may have a million characters: each list that shows it carries them, and an index
on it refuses them on PostgreSQL and MariaDB. Not judged for SQLite, which keeps no limits.

Bad:

    Table users {
      id integer [pk, increment]
      email text [not null, unique]
    }

Good:

    Table users {
      id integer [pk, increment]
      email varchar(320) [not null, unique]
    }

Fine:

    Table posts {
      id integer [pk, increment]
      body text
    }
"""

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Column, Enum, MetaData, String, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, snake, suspicion
from colonnade.schema.info import schema_info

CODE = "COLS303"
SHORT = frozenset(
    {
        *("email", "email_address", "username", "user_name", "login", "slug", "phone"),
        *("phone_number", "mobile", "name", "first_name", "last_name", "full_name"),
        *("display_name", "title", "city", "country", "zip", "zip_code", "postcode"),
        *("postal_code", "country_code", "currency", "locale", "language", "timezone"),
        *("sku", "color", "colour", "password_hash", "hashed_password"),
    }
)
"""What everybody knows to be short."""


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report texts without a length whose name says that they are short."""
    if schema_info(metadata).dialect == "sqlite":
        return
    for column in table.columns:
        if snake(column.name) in SHORT and _is_unlimited(column):
            yield suspicion(
                CODE,
                column,
                f"{full(column)} has no limit to its length.",
                "Give it one: `varchar(n)`, `max_length=n`, or a check of its length.",
                Severity.ADVICE,
            )


def _is_unlimited(column: Column[object]) -> bool:
    kind = column.type
    if not isinstance(kind, String) or isinstance(kind, Enum) or kind.length is not None:
        return False
    checks = (one for one in column.table.constraints if isinstance(one, CheckConstraint))
    return not any(
        column.name in str(one.sqltext) and "length" in str(one.sqltext).lower() for one in checks
    )
