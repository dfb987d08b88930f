"""An index whose columns begin another index is written on every change and read for nothing.

Bad:

    Table tasks {
      id integer [pk, increment]
      title varchar(100)
      done boolean
      indexes {
        title
        (title, done)
      }
    }

Good:

    Table tasks {
      id integer [pk, increment]
      title varchar(100)
      done boolean
      indexes { (title, done) }
    }

Fine:

    Table tasks {
      id integer [pk, increment]
      title varchar(100)
      done boolean
      indexes {
        title [unique]
        (title, done)
      }
    }
"""

from collections.abc import Iterator

from sqlalchemy import Index, MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import covering, is_plain, suspicion, title_of
from colonnade.schema.relations import indexes_of

CODE = "COLS402"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report plain indexes that are the beginning of the key, of a unique constraint or of another index."""
    for index in indexes_of(table):
        other = None if index.unique or not is_plain(index) else _longer(index, table)
        if other is not None:
            yield suspicion(
                CODE,
                table,
                f"In `{table.key}`, {title_of(index)} is the beginning of {other}.",
                "Drop it; the other one answers the same questions.",
                Severity.ADVICE,
            )


def _longer(index: Index, table: Table) -> str | None:
    """What begins with the same columns; of two equal indexes the second one by name is redundant."""
    names = [column.name for column in index.columns]
    for title, columns in covering(table, leave_out=index):
        if columns[: len(names)] == names and (columns != names or title < title_of(index)):
            return title
    return None
