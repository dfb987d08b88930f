"""An async engine cannot have `QueuePool`.

`create_async_engine` raises `ArgumentError` for it. Its own pool, `AsyncAdaptedQueuePool`, is chosen when none is named,
and takes the same options.

Bad:

    from sqlalchemy import QueuePool
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("postgresql+psycopg:///app", poolclass=QueuePool, pool_size=5)

Good:

    from sqlalchemy import QueuePool
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("postgresql+psycopg:///app", pool_size=5)

Fine:

    from sqlalchemy import NullPool
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("postgresql+psycopg:///app", poolclass=NullPool)
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import is_async
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL902"
CALLS = frozenset({"create_engine", "create_async_engine"})
IMPORTS = CALLS
_QUEUES = frozenset(
    {"sqlalchemy.QueuePool", "sqlalchemy.pool.QueuePool", "sqlalchemy.pool.impl.QueuePool"}
)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report async engines whose pool is `QueuePool`."""
    if not node.keywords or not is_async(node, source):
        return
    for one in node.keywords:
        if one.arg == "poolclass" and source.resolve(one.value) in _QUEUES:
            yield Problem(
                one,
                "`QueuePool` cannot be used with an async engine.",
                "Leave `poolclass` out: an async engine has a queue of its own.",
                (source.remove_keyword(node, one),),
            )
