"""A column named after another table should be a foreign key to it.

Without the constraint the database lets the value point at a row that is not there.

Bad:

    Table users {
      id integer [pk, increment]
    }
    Table tasks {
      id integer [pk, increment]
      user_id integer [not null]
      indexes { user_id }
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

Fine:

    Table payments {
      id integer [pk, increment]
      stripe_id varchar(40) [not null]
    }
"""

from collections.abc import Iterator

from sqlalchemy import Column, MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, snake, suspicion

CODE = "COLS102"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report a column `x_id` without a foreign key where there is a table `x` with a key of the same type."""
    for column in table.columns:
        parent = _parent(column, metadata)
        if parent is not None and not column.foreign_keys and not _is_own_key(column):
            yield suspicion(
                CODE,
                column,
                f"{full(column)} looks like a reference to `{parent.key}`, but no foreign key says so.",
                f"Add a foreign key to `{parent.key}`, or a note that says what the value is.",
                Severity.WARNING,
            )


def _is_own_key(column: Column[object]) -> bool:
    return column.primary_key and len(column.table.primary_key.columns) == 1


def _parent(column: Column[object], metadata: MetaData) -> Table | None:
    stem = snake(column.name).removesuffix("_id")
    if stem == snake(column.name) or f"{stem}_type" in {
        snake(c.name) for c in column.table.columns
    }:
        return None
    names = (stem, f"{stem}s", f"{stem}es", f"{stem.removesuffix('y')}ies")
    for other in metadata.tables.values():
        key = list(other.primary_key.columns)
        if other is column.table or snake(other.name) not in names or len(key) != 1:
            continue
        if key[0].type._type_affinity is column.type._type_affinity:
            return other
    return None
