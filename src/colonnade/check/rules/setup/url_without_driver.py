"""A URL that names its driver means the same for every version of SQLAlchemy.

`postgresql://` is psycopg2 for SQLAlchemy 2.0 and psycopg 3 since 2.1, and `mysql://` is mysqlclient. Where another one is
installed the engine is a `ModuleNotFoundError`. `postgresql+psycopg://` serves sync and async engines.

Bad:

    from sqlmodel import create_engine

    engine = create_engine("postgresql:///app")

Good:

    from sqlmodel import create_engine

    engine = create_engine("postgresql+psycopg:///app")

Fine:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db")
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import Url, is_async, is_sync, url_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL905"
SEVERITY = Severity.ADVICE
CALLS = frozenset({"create_engine", "create_async_engine"})
IMPORTS = CALLS
VERSIONS = {"sqlalchemy": ">=2.1"}
_TAKEN = {
    "postgresql": ("psycopg 3", "postgresql+psycopg"),
    "mysql": ("mysqlclient", "mysql+pymysql"),
}


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report URLs of servers that name no driver; an async engine for MySQL has no choice and is another rule's."""
    if not (is_sync(node, source) or is_async(node, source)):
        return
    url = url_of(node, source)
    if url is None or url.driver or url.dialect not in _TAKEN:
        return
    if url.dialect == "mysql" and is_async(node, source):
        return
    taken, wanted = _TAKEN[url.dialect]
    yield Problem(
        url.node,
        f"`{url.dialect}://` names no driver; SQLAlchemy takes {taken}.",
        f"Name the driver that is installed, as in `{wanted}://`.",
        _edits(url, wanted, source),
        safe=False,
    )


def _edits(url: Url, wanted: str, source: Source) -> tuple[Edit, ...]:
    if not isinstance(url.node, ast.Constant):
        return ()
    text = source.segment(url.node).replace(f"{url.dialect}:", f"{wanted}:", 1)
    return (source.replace(url.node, text),)
