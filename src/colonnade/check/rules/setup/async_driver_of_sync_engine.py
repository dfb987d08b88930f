"""A sync engine cannot use an async driver.

It is made without complaint and fails at its first connection, with `MissingGreenlet`. The same URL is right for
`create_async_engine`; a sync engine beside it, as Alembic's, needs a driver that blocks.

Bad:

    from sqlmodel import create_engine

    engine = create_engine("postgresql+asyncpg:///app")

Good:

    from sqlmodel import create_engine

    engine = create_engine("postgresql+psycopg:///app")

Fine:

    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("postgresql+asyncpg:///app")
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import is_sync, url_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL904"
CALLS = frozenset({"create_engine", "create_async_engine"})
IMPORTS = CALLS
_BLOCKING = {
    "aiosqlite": "pysqlite",
    "asyncpg": "psycopg",
    "aiomysql": "pymysql",
    "asyncmy": "pymysql",
}


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report URLs of sync engines whose driver is async."""
    if not is_sync(node, source):
        return
    url = url_of(node, source)
    if url is None or url.driver not in _BLOCKING:
        return
    wanted = _BLOCKING[url.driver]
    text = source.segment(url.node).replace(f"+{url.driver}:", f"+{wanted}:", 1)
    plain = isinstance(url.node, ast.Constant)
    yield Problem(
        url.node,
        f"`{url.driver}` is an async driver, so this engine cannot connect.",
        f"Use `create_async_engine`, or `{url.dialect}+{wanted}://` here.",
        (source.replace(url.node, text),) if plain else (),
        safe=False,
    )
