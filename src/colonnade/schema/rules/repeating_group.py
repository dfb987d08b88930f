"""Columns numbered 1, 2, 3 are a list that has no room for a fourth value (first normal form).

Every search has to look into each of them, and the number of values is built into the schema.

Bad:

    Table contacts {
      id integer [pk, increment]
      phone1 varchar(30)
      phone2 varchar(30)
      phone3 varchar(30)
    }

Good:

    Table contacts {
      id integer [pk, increment]
    }
    Table contact_phones {
      id integer [pk, increment]
      contact_id integer [not null, ref: > contacts.id]
      phone varchar(30) [not null]
      indexes { contact_id }
    }

Fine:

    Table places {
      id integer [pk, increment]
      address_line1 varchar(100)
      address_line2 varchar(100)
      alpha_2 varchar(2)
      alpha_3 varchar(3)
      x1 integer
      x2 integer
    }
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import quoted, snake, suspicion

CODE = "COLS202"
LINES = re.compile(r"(address|addr|line|street|alpha|iso|code)$")
"""Lines of an address and codes of a standard are numbered without being a list."""


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report two or more columns of one name and type that are numbered one after the other, from 0 or 1."""
    numbered: dict[tuple[str, object], dict[int, str]] = defaultdict(dict)
    for column in table.columns:
        match = re.fullmatch(r"(.*?)_?(\d{1,2})", snake(column.name))
        if match and not column.foreign_keys:
            stem = match[1].strip("_")
            numbered[stem, column.type._type_affinity][int(match[2])] = column.name
    for (stem, _), names in numbered.items():
        numbers = sorted(names)
        counted = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        if len(numbers) < 2 or numbers[0] > 1 or not counted or len(stem) < 2 or LINES.search(stem):
            continue
        yield suspicion(
            CODE,
            table,
            f"{quoted([names[number] for number in numbers])} in `{table.key}` look like a list (first normal form).",
            f"Give each {stem.replace('_', ' ')} a row in a table of its own.",
            Severity.ADVICE,
        )
