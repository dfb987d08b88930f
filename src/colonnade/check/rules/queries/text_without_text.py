"""SQL as text is declared as such.

Since SQLAlchemy 2.0 a session and a connection refuse plain strings with `ArgumentError`, so that nothing which came from
outside is run by accident. `text()` says that it is meant.

Bad:

    from sqlmodel import Session

    def is_alive(session: Session) -> bool:
        return session.execute("SELECT 1").scalar() == 1

Good:

    from sqlalchemy import text
    from sqlmodel import Session

    def is_alive(session: Session) -> bool:
        return session.execute(text("SELECT 1")).scalar() == 1

Fine:

    from sqlmodel import Session, select

    def is_alive(session: Session) -> bool:
        return session.exec(select(1)).one() == 1
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, session_kind
from colonnade.check.source import Source
from colonnade.check.words import KNOWN_SESSIONS

CODE = "COL415"
VERSIONS = {"sqlalchemy": ">=2.0"}
CALLS = RUNS
NEEDS = (KNOWN_SESSIONS,)
PATTERN = re.compile(
    rb"""\b(?:exec|execute|scalars?)\s*\((?:[\s(]|#[^\n]*|\\n",)*[rRuU\\]?["']"""  # also in a notebook, behind quotes
)
_SQL = re.compile(r"\s*(?:select|insert|update|delete|with|pragma|explain|show|set|create)\b", re.I)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report sessions that are given a string to run."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in RUNS or not node.args:
        return
    given = node.args[0]
    if not isinstance(given, ast.Constant) or not isinstance(given.value, str):
        return
    if _SQL.match(given.value) and session_kind(node.func.value, source) in ("sync", "async"):
        yield Problem(
            given,
            "A session runs no plain string.",
            "Write `text(...)` around it.",
            (
                source.insert_before(given, "text("),
                source.insert_after(given, ")"),
                *source.imports("sqlalchemy", "text"),
            ),
        )
