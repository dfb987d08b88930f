"""A list of values in one text breaks the first normal form.

Single values can be neither found by an index, nor counted, nor guarded by a foreign key.

Bad:

    Table posts {
      id integer [pk, increment]
      tag_ids varchar(200)
    }

Good:

    Table posts {
      id integer [pk, increment]
    }
    Table tags {
      id integer [pk, increment]
    }
    Table post_tags {
      post_id integer [ref: > posts.id]
      tag_id integer [ref: > tags.id]
      indexes {
        (post_id, tag_id) [pk]
        tag_id
      }
    }
"""

from collections.abc import Iterator

from sqlalchemy import Enum, MetaData, String, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, snake, suspicion

CODE = "COLS201"
ENDINGS = ("_ids", "_list", "_csv")


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report text columns whose name says that they hold a list."""
    for column in table.columns:
        is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
        if is_text and snake(column.name).endswith(ENDINGS):
            yield suspicion(
                CODE,
                column,
                f"{full(column)} seems to hold a list in one text (first normal form).",
                "Give the values a table of their own, one row each.",
                Severity.ADVICE,
            )
