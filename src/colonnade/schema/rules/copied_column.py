"""A value that a foreign key already leads to is kept a second time.

When the original changes, the copy does not (third normal form; second, if the foreign key is part of the key). On an
order or an invoice the copy may be meant: what was true on that day.

Bad:

    Table customers {
      id integer [pk, increment]
      name varchar(80) [not null]
    }
    Table visits {
      id integer [pk, increment]
      customer_id integer [not null, ref: > customers.id]
      customer_name varchar(80)
      indexes { customer_id }
    }

Good:

    Table customers {
      id integer [pk, increment]
      name varchar(80) [not null]
    }
    Table visits {
      id integer [pk, increment]
      customer_id integer [not null, ref: > customers.id]
      indexes { customer_id }
    }
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, snake, suspicion
from colonnade.schema.relations import relations_of

CODE = "COLS204"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report a column named after a foreign key and a column of its parent: `customer_name` beside `customer_id`."""
    columns = {snake(column.name): column for column in table.columns if not column.foreign_keys}
    for relation in relations_of(table):
        stem = snake(relation.columns[0].name).removesuffix("_id")
        for original in relation.parent.columns:
            copy = columns.get(f"{stem}_{snake(original.name)}")
            if copy is None or len(relation.columns) > 1 or original.primary_key:
                continue
            form = "second" if relation.columns[0].primary_key else "third"
            yield suspicion(
                CODE,
                copy,
                f"{full(copy)} repeats {full(original)}, to which `{relation.columns[0].name}` leads "
                f"({form} normal form).",
                "Read it through the relationship, or keep it if it is meant as a copy of what was true on the day.",
                Severity.ADVICE,
            )
