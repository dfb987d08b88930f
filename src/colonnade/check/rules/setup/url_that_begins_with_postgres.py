"""`postgres://` is no URL for SQLAlchemy.

It was removed with SQLAlchemy 1.4, and an engine with it is a `NoSuchModuleError`. Hosts that hand out such URLs mean
`postgresql://`.

Bad:

    from sqlmodel import create_engine

    engine = create_engine("postgres:///app")

Good:

    from sqlmodel import create_engine

    engine = create_engine("postgresql+psycopg:///app")

Fine:

    from sqlmodel import create_engine

    engine = create_engine("postgresql+psycopg2:///app")
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import is_async, is_sync, url_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL906"
CALLS = frozenset({"create_engine", "create_async_engine"})
IMPORTS = CALLS


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report engines for `postgres://`."""
    if not (is_sync(node, source) or is_async(node, source)):
        return
    url = url_of(node, source)
    if url is None or url.dialect != "postgres":
        return
    text = source.segment(url.node).replace("postgres", "postgresql+psycopg", 1)
    plain = isinstance(url.node, ast.Constant) and not url.driver
    yield Problem(
        url.node,
        "SQLAlchemy has no dialect `postgres`.",
        "Begin the URL with `postgresql+psycopg://`.",
        (source.replace(url.node, text),) if plain else (),
    )
