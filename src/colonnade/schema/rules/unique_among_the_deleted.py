"""A row that is marked as deleted still holds its unique values.

Who deletes an account cannot sign up again with the same address: the deleted row is in the way, and nobody sees it. A
partial unique index covers the rows that are there. MariaDB has no partial indexes, so its databases are not judged.

Bad:

    CREATE TABLE members (
        id INTEGER PRIMARY KEY,
        email VARCHAR(320) NOT NULL UNIQUE,
        deleted_at TIMESTAMP
    );

Good:

    CREATE TABLE members (
        id INTEGER PRIMARY KEY,
        email VARCHAR(320) NOT NULL,
        deleted_at TIMESTAMP
    );
    CREATE UNIQUE INDEX uq_members_email ON members (email) WHERE deleted_at IS NULL;

Fine:

    CREATE TABLE members (
        id INTEGER PRIMARY KEY,
        public_id UUID NOT NULL UNIQUE,
        deleted_at TIMESTAMP
    );
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import place_of, quoted
from colonnade.schema.info import schema_info
from colonnade.schema.relations import unique_sets
from colonnade.schema.traits import traits_of

CODE = "COLS403"
_NEVER_AGAIN = ("_id", "_uuid", "_token", "_key", "_hash")
"""What is made up for each row and never comes a second time."""


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report unique constraints over all rows of a table with soft deletion."""
    deleted = traits_of(table).deleted_at
    if deleted is None or schema_info(metadata).dialect == "mysql":
        return
    key = frozenset(column.name for column in table.primary_key.columns)
    for names in sorted(set(unique_sets(table)) - {key}, key=sorted):
        if deleted.name in names or any(_is_made_up(name) for name in names):
            continue
        columns = [column.name for column in table.columns if column.name in names]
        yield Finding(
            CODE,
            place_of(table.columns[columns[0]]),
            f"{quoted(columns)} in `{table.key}` must be unique among deleted rows, too.",
            f"Use a unique index over the rows where `{deleted.name} IS NULL`.",
            Severity.ADVICE,
        )


def _is_made_up(name: str) -> bool:
    return name in ("uuid", "guid", "token") or name.endswith(_NEVER_AGAIN)
