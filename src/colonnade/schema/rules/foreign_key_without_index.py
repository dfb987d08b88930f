"""A foreign key without an index makes two things slow: finding the children, and deleting the parent.

For each deleted parent the database looks for its children, and without an index it reads the whole table.

Bad:

    Table users {
      id integer [pk, increment]
    }
    Table tasks {
      id integer [pk, increment]
      user_id integer [not null, ref: > users.id]
    }

Good:

    Table users {
      id integer [pk, increment]
    }
    Table tasks {
      id integer [pk, increment]
      user_id integer [not null, ref: > users.id]
      indexes { user_id }
    }
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import covering, quoted, suspicion
from colonnade.schema.relations import relations_of

CODE = "COLS401"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report foreign keys whose columns are not the first columns of any index."""
    indexed = [columns for _, columns in covering(table)]
    for relation in relations_of(table):
        names = [column.name for column in relation.columns]
        if any(set(columns[: len(names)]) == set(names) for columns in indexed):
            continue
        yield suspicion(
            CODE,
            relation.columns[0],
            f"The foreign key {quoted(names)} of `{table.key}` to `{relation.parent.key}` has no index.",
            "Add one, unless the table stays small and its parents are never deleted.",
            Severity.ADVICE,
        )
