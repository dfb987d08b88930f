"""Rows that belong to somebody say to whom.

A table beside owned ones, whose rows are of one of their rows or may be of a user, is readable by everyone: nothing says
whose its rows are. A foreign key that may be NULL leaves rows of nobody; one that does not delete leaves rows behind.

Bad:

    Table users {
      id integer [pk, increment]
      email varchar(320) [not null, unique]
    }
    Table tasks {
      id integer [pk, increment]
      user_id integer [not null, ref: > users.id]
      indexes { user_id }
    }
    Table comments {
      id integer [pk, increment]
      task_id integer [not null, ref: > tasks.id]
      indexes { task_id }
    }

Good:

    Table users {
      id integer [pk, increment]
      email varchar(320) [not null, unique]
    }
    Table tasks {
      id integer [pk, increment]
      user_id integer [not null, ref: > users.id]
      indexes { user_id }
    }
    Table comments {
      id integer [pk, increment]
      task_id integer [not null]
      indexes { task_id }
    }
    Ref: comments.task_id > tasks.id [delete: cascade]

Fine:

    Table users {
      id integer [pk, increment]
      email varchar(320) [not null, unique]
    }
    Table countries {
      id integer [pk, increment]
    }
    Table cities {
      id integer [pk, increment]
      country_id integer [not null, ref: > countries.id]
      indexes { country_id }
    }
"""

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, suspicion
from colonnade.schema.relations import relations_of
from colonnade.schema.traits import Ownership, OwnershipKind, ownership, says_whose

CODE = "COLS104"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report tables that everybody may read although a foreign key leads to an owner or to owned rows."""
    kinds = _kinds(metadata, len(metadata.tables))
    if kinds.get(table.key, _OWNED).kind is not OwnershipKind.SHARED:
        return
    for relation in relations_of(table):
        parent = kinds[relation.parent.key].kind
        if says_whose(relation, parent):
            name = relation.columns[0].name
            yield suspicion(
                CODE,
                relation.columns[0],
                f"{full(relation.columns[0])} leads to `{relation.parent.key}`, but nothing says whose the rows of "
                f"`{table.key}` are.",
                f"Make `{name}` NOT NULL with ON DELETE CASCADE, or add a column for the owner.",
                Severity.ADVICE,
            )
            return


@lru_cache(maxsize=1)
def _kinds(metadata: MetaData, tables: int) -> dict[str, Ownership]:
    """Whose the rows of every table are, told once for all tables of a schema."""
    return ownership(metadata)


_OWNED = Ownership(OwnershipKind.OWNED)
