"""A value that is written into SQL text is read as SQL.

An f-string, `%`, `+` or `.format` puts it there as it came: `' OR 1=1 --` reads every row, and a quote in a name is a
syntax error. A value that is bound is sent beside the text and is never read as SQL.

Bad:

    from sqlalchemy import text
    from sqlmodel import Session

    def find(session: Session, email: str):
        return session.execute(text(f"SELECT id FROM users WHERE email = '{email}'")).all()

Good:

    from sqlalchemy import text
    from sqlmodel import Session

    def find(session: Session, email: str):
        return session.execute(text("SELECT id FROM users WHERE email = :email").bindparams(email=email)).all()

Bad:

    from sqlalchemy import text
    from sqlmodel import Session

    def find(session: Session, email: str):
        return session.execute(text("SELECT id FROM users WHERE email = '%s'" % email)).all()

Bad:

    from sqlalchemy import Connection

    def rename(connection: Connection, key: int, name: str) -> None:
        connection.exec_driver_sql("UPDATE users SET name = '" + name + "' WHERE id = 1")

Fine:

    from sqlalchemy import Connection, text

    TABLE = "users"

    def count(connection: Connection, email: str) -> int:
        statement = text(f"SELECT count(*) FROM {TABLE} WHERE email = :email")
        return connection.execute(statement, {"email": email}).scalar_one()

    def page(connection: Connection, size: int) -> list[int]:
        return list(connection.scalars(text("SELECT id FROM users ORDER BY id LIMIT " + str(size))))

Fine:

    from enum import StrEnum
    from sqlalchemy import Column, String, text

    class Status(StrEnum):
        OPEN = "open"

    status = Column(String(20), server_default=text(f"'{Status.OPEN.value}'"))
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from colonnade.check.composed import Part, composed, is_known
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import value_of
from colonnade.check.words import STATEMENTS
from colonnade.findings import Edit

CODE = "COL501"
CALLS = frozenset({"text", "literal_column", "exec_driver_sql"})
NEEDS = ("exec_driver_sql|" + STATEMENTS,)
IMPORTS = frozenset({"text", "literal_column", ".exec_driver_sql"})
_TEXTS = frozenset(
    f"{package}.{name}"
    for package in ("sqlalchemy", "sqlmodel")
    for name in ("text", "literal_column")
)
_VALUE = re.compile(
    r"(?:'%?|=\s*|[<>]\s*|\b(?:like|ilike|limit|offset|between|interval)\s+|\bin\s*\(\s*"
    r"|\bvalues\s*\((?:[^()]*,)?\s*)$",
    re.IGNORECASE,
)
"""The end of a text after which SQL takes a value, and no name of a table or a column."""
_UNBOUND = re.compile(
    r"\s*(?:set|create|alter|drop|grant|revoke|pragma|vacuum|comment|kill|notify|listen|use)\b",
    re.IGNORECASE,
)
"""Statements that take no bound values."""


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report SQL text with values that are put where SQL takes a value."""
    if not node.args or not _takes_sql(node, source) or "alembic.op" in source.names.values():
        return
    parts = composed(value_of(node.args[0], source))
    if not parts or _UNBOUND.match(parts[0].text):
        return
    risky = [
        part
        for before, part in pairwise(parts)
        if part.value is not None
        and before.value is None
        and _VALUE.search(before.text)
        and not is_known(part.value, source)
    ]
    if risky and risky[0].value is not None:
        yield Problem(
            node,
            f"`{ast.unparse(risky[0].value)}` becomes part of the SQL text.",
            'Bind it: `text("... = :name").bindparams(name=...)`, or build the statement with `select`.',
            _edits(node, parts, source),
            safe=False,
        )


def _takes_sql(node: ast.Call, source: Source) -> bool:
    if isinstance(node.func, ast.Attribute) and node.func.attr == "exec_driver_sql":
        return True
    return source.resolve(node.func) in _TEXTS


def _edits(node: ast.Call, parts: list[Part], source: Source) -> tuple[Edit, ...]:
    """The edit that binds what an f-string of plain names has as values."""
    if not isinstance(node.args[0], ast.JoinedStr) or source.resolve(node.func) not in _TEXTS:
        return ()
    values = [part.value for part in parts if part.value is not None]
    names = [value.id for value in values if isinstance(value, ast.Name)]
    text = source.segment(node.args[0])
    if len(names) != len(values) or len(set(names)) != len(names) or not text.startswith('f"'):
        return ()
    for name in names:
        text = text.replace(f"'{{{name}}}'", f":{name}").replace(f"{{{name}}}", f":{name}")
    if (
        "{" in text
        or "'" in text
        or text.startswith('f"""')
        or source.resolve(node.func)[-4:] != "text"
    ):
        return ()
    bound = ", ".join(f"{name}={name}" for name in names)
    return (
        source.replace(node.args[0], text[1:]),
        source.insert_after(node, f".bindparams({bound})"),
    )
