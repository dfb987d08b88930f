"""A table whose name is a word of SQL has quotes where SQL is written by hand.

SQLAlchemy quotes `user` and `order` in what it writes. `UPDATE user SET ...` is a syntax error on PostgreSQL, and
`SELECT * FROM user` reads the name of the role there; `order` and `group` are syntax errors everywhere.

Bad:

    from alembic import op

    def upgrade() -> None:
        op.execute("UPDATE user SET email = lower(email)")

Good:

    from alembic import op

    def upgrade() -> None:
        op.execute('UPDATE "user" SET email = lower(email)')

Fine:

    from alembic import op

    def upgrade() -> None:
        op.execute("UPDATE users SET email = lower(email)")
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.engines import is_for_mysql_alone
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import STATEMENTS
from colonnade.findings import Severity

CODE = "COL420"
SEVERITY = Severity.WARNING
CALLS = frozenset({"execute", "text", "DDL"})
NEEDS = ("alembic|" + STATEMENTS, "alembic|text(|DDL(")
IMPORTS = frozenset({"op", "text", "DDL"})
_RUNS = frozenset({"alembic.op.execute", "sqlalchemy.text", "sqlmodel.text", "sqlalchemy.DDL"})
_NAMED = re.compile(
    r"\b(?:FROM|UPDATE|INTO|JOIN|TABLE|DELETE\s+ON|UPDATE\s+ON|INSERT\s+ON)\s+"
    r"(user|order|group)\b(?!\s*[.(])",
    re.IGNORECASE,
)
_OTHER_QUOTES = "`"


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report texts of SQL that name a table by a bare word of SQL."""
    text = node.args[0] if node.args else None
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
        return
    if source.resolve(node.func) not in _RUNS or _OTHER_QUOTES in text.value:
        return
    found = _NAMED.search(text.value)
    if found and not (found[1].lower() == "user" and is_for_mysql_alone(source)):
        yield Problem(
            text,
            f"`{found[1]}` is a word of SQL and has no quotes.",
            f'Write `"{found[1]}"` in the SQL, or give the table another name.',
        )
