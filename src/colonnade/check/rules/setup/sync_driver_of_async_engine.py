"""An async engine needs an async driver in its URL.

`create_async_engine` raises `InvalidRequestError` for a driver that blocks: `pysqlite` is what `sqlite://` means, and
`psycopg2`, `pymysql` and `mysqlclient` are others. `psycopg` can do both.

Bad:

    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("sqlite:///app.db")

Good:

    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("sqlite+aiosqlite:///app.db")

Bad:

    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("postgresql+psycopg2:///app")

Good:

    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("postgresql+psycopg:///app")

Fine:

    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("postgresql+asyncpg:///app")
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import Url, is_async, url_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit

CODE = "COL903"
CALLS = frozenset({"create_engine", "create_async_engine"})
IMPORTS = CALLS
_BLOCKING = {
    "sqlite+": "sqlite+aiosqlite",
    "sqlite+pysqlite": "sqlite+aiosqlite",
    "postgresql+psycopg2": "postgresql+psycopg",
    "postgresql+pg8000": "postgresql+psycopg",
    "mysql+": "mysql+aiomysql",
    "mysql+pymysql": "mysql+aiomysql",
    "mysql+mysqldb": "mysql+aiomysql",
    "mariadb+": "mariadb+aiomysql",
    "mariadb+pymysql": "mariadb+aiomysql",
}


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report URLs of async engines whose driver blocks."""
    if not is_async(node, source):
        return
    url = url_of(node, source)
    wanted = _BLOCKING.get(f"{url.dialect}+{url.driver}") if url else None
    if url is not None and wanted:
        yield Problem(
            url.node,
            f"The driver of `{url.text.partition(':')[0]}` is not async.",
            f"Begin the URL with `{wanted}://`.",
            _edits(url, wanted, source),
        )


def _edits(url: Url, wanted: str, source: Source) -> tuple[Edit, ...]:
    if not isinstance(url.node, ast.Constant):
        return ()
    before, text = url.text.partition(":")[0], source.segment(url.node)
    return (source.replace(url.node, text.replace(f"{before}:", f"{wanted}:", 1)),)
