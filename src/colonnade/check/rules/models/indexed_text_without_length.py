"""Text that has to be unique has a limit.

PostgreSQL refuses a row whose indexed value is longer than 2,700 bytes, and MariaDB an index that could be longer than its
page: a long value that nobody meant to allow becomes an error of the database. `max_length` makes it a VARCHAR of that
length. `EmailStr` has no length of its own. It holds on request only: most projects look at names where they are read.

Bad:

    from sqlmodel import Field, SQLModel

    class Account(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(unique=True)

Good:

    from sqlmodel import Field, SQLModel

    class Account(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(unique=True, max_length=100)

Fine:

    from sqlmodel import Field, SQLModel

    class Account(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        note: str
        kind: str = Field(index=True)
        api_key: str = Field(unique=True)
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.columns import field_call, is_true, keywords, only_type, table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL143"
SEVERITY = Severity.ADVICE
ON_REQUEST = True  # a limit is a decision, and most projects check names where they are read
_TEXTS = frozenset({"str", "pydantic.EmailStr"})
_SAID = frozenset({"max_length", "foreign_key", "sa_type", "sa_column", "default_factory", "**"})

_MADE = re.compile(
    r"(^|_)(id|uuid|key|token|hash|digest|checksum|fingerprint|code|index)$", re.IGNORECASE
)
"""The names of values that programs make, which are as long as they are made."""


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report unique texts without a length."""
    call = field_call(node, source)
    if call is None or keywords(call) & _SAID or only_type(node, source) not in _TEXTS:
        return
    if not is_true(call, "unique") or _MADE.search(ast.unparse(node.target)):
        return
    model = table_around(node, source)
    if model is not None and "max_length" not in ast.unparse(node.annotation):
        yield Problem(
            node,
            f"`{model.name}.{ast.unparse(node.target)}` is unique and has no length.",
            "Say `max_length=...`.",
        )
