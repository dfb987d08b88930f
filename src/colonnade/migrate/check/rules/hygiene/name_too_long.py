"""A name has more than 63 bytes, and PostgreSQL cuts it off.

The server says so in a notice that nobody reads. What has the name is found under another one, and two names that differ only at
their ends are the same: the second CREATE fails, or with IF NOT EXISTS makes nothing. SQLAlchemy refuses such names; SQL by hand is
not looked at.

Bad:

    def upgrade() -> None:
        op.execute(
            "CREATE TABLE names (id int CONSTRAINT ck_names_id_is_a_number_that_is_positive_and_not_larger_than_a_thousand"
            " CHECK (id > 0))"
        )

Good:

    def upgrade() -> None:
        op.execute("CREATE TABLE names (id int CONSTRAINT ck_names_id CHECK (id > 0))")
"""

import re
from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM707"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL
_MOST = 63
_TEXT = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/", re.DOTALL)
"""What is no name: texts, bodies of functions, comments."""
_NAME = re.compile(r'"((?:[^"]|"")+)"|([^\W\d]\w*)')


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report statements that make or change things and have a name of more than 63 bytes."""
    if not node.says(r"^\s*(create|alter)\b"):
        return
    for found in _NAME.finditer(_TEXT.sub("", node.sql)):
        name = found[1] or found[2]
        if len(name.encode()) > _MOST:
            yield Problem(
                node.line,
                f"{name} is cut off after {_MOST} bytes.",
                "Give it a shorter name.",
            )
