"""A label of an enum is renamed or removed while the old version of the application still writes it.

Its writes fail, and so does each query that compares with the label. A new label is added beside the old one, the rows get it in
batches, and the old one goes, if at all, when no version knows it.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TYPE state RENAME VALUE 'done' TO 'closed'")

Good:

    def upgrade() -> None:
        # colonnade: ignore[COLM310] release 1.4, which runs everywhere, knows the label
        op.execute("ALTER TYPE state ADD VALUE 'closed'")
"""

import re
from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnChanged, EnumChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM309"
DATABASES = SERVERS


def check(node: EnumChanged | ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report labels that are not there any more."""
    if isinstance(node, EnumChanged):
        gone = [label for label in node.old if label not in node.new]
        name = node.name
    else:
        gone = [label for label in _labels(node.old.type) if label not in _labels(node.new.type)]
        name = f"{node.table.name}.{node.old.name}"
    if gone:
        yield Problem(
            node.statement.line,
            f"The version that is running fails when it writes {', '.join(gone)} of {name}, or compares with it.",
            "Add a new label beside the old one, move the rows in batches (colonnade migrate backfill), and leave the"
            " old label where it is.",
        )


def _labels(type_: str) -> list[str]:
    """The labels of an enum as MariaDB and MySQL write it."""
    return re.findall(r"'((?:[^']|'')*)'", type_) if type_.startswith("enum(") else []
