"""`future=True` says nothing since SQLAlchemy 2.0.

There is one kind of engine and one kind of session now; the option is accepted with this value alone and has no effect.

Bad:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db", future=True)

Good:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db")

Fine:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db", pool_pre_ping=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import is_async, is_sync
from colonnade.check.rule import Problem
from colonnade.check.sessions import ASYNC, MAKERS, SYNC
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL907"
SEVERITY = Severity.ADVICE
VERSIONS = {"sqlalchemy": ">=2.0"}
CALLS = frozenset(
    {
        *("create_engine", "create_async_engine", "sessionmaker", "async_sessionmaker"),
        *("Session", "AsyncSession"),
    }
)
NEEDS = ("future",)
IMPORTS = CALLS


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `future=True` where an engine or a session is made."""
    for one in node.keywords:
        if one.arg == "future" and ast.unparse(one.value) == "True" and _takes_it(node, source):
            yield Problem(
                one,
                "`future=True` has no effect.",
                "Leave it out.",
                (source.remove_keyword(node, one),),
            )


def _takes_it(node: ast.Call, source: Source) -> bool:
    made = source.resolve(node.func) in SYNC | ASYNC | MAKERS
    return made or is_sync(node, source) or is_async(node, source)
