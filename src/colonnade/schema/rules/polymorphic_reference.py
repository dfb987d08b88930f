"""A pair `x_type` and `x_id` points at rows of several tables, and no foreign key can guard it.

Deleting what it points at leaves the row dangling, and no join can follow it without knowing the type.

Bad:

    Table comments {
      id integer [pk, increment]
      subject_type varchar(40) [not null]
      subject_id integer [not null]
    }

Good:

    Table posts {
      id integer [pk, increment]
    }
    Table photos {
      id integer [pk, increment]
    }
    Table comments {
      id integer [pk, increment]
      post_id integer [ref: > posts.id]
      photo_id integer [ref: > photos.id]
      indexes {
        post_id
        photo_id
      }
    }
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, String, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import quoted, snake, suspicion

CODE = "COLS103"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report a text column `x_type` beside a column `x_id` that is no foreign key."""
    columns = {snake(column.name): column for column in table.columns}
    for name, column in columns.items():
        reference = columns.get(f"{name.removesuffix('_type')}_id")
        if not name.endswith("_type") or reference is None or reference.foreign_keys:
            continue
        if isinstance(column.type, String):
            yield suspicion(
                CODE,
                column,
                f"{quoted([column.name, reference.name])} in `{table.key}` refer to rows of several tables, "
                "which no foreign key can guard.",
                "Use one nullable foreign key for each table, or a table in common that the others refer to.",
                Severity.ADVICE,
            )
