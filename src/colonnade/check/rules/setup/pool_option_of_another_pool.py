"""An in-memory SQLite database takes no options of a queue of connections.

Its pool keeps one connection for each thread, or one for all, so `max_overflow` and `pool_timeout` are a `TypeError` when
the engine is made; with `aiosqlite` or `StaticPool`, `pool_size` is one as well. Options that a server needs are chosen
by the URL.

Bad:

    from sqlmodel import create_engine

    engine = create_engine("sqlite://", max_overflow=10)

Good:

    from sqlmodel import create_engine

    engine = create_engine("sqlite://")

Fine:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db", pool_size=5, max_overflow=10)
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import is_async, is_sync, keyword, url_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL901"
CALLS = frozenset({"create_engine", "create_async_engine"})
IMPORTS = CALLS
_OF_A_QUEUE = ("max_overflow", "pool_timeout", "pool_use_lifo")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report options of a queue beside the URL of a database in memory."""
    if not node.keywords or not (is_sync(node, source) or is_async(node, source)):
        return
    url = url_of(node, source)
    if url is None or not url.is_memory or _has_queue(node):
        return
    refused = {*_OF_A_QUEUE, *(("pool_size",) if _has_one_connection(node, source) else ())}
    for one in node.keywords:
        if one.arg in refused:
            yield Problem(
                one,
                f"The pool of `{url.text}` has no `{one.arg}`, so no engine is made.",
                f"Leave `{one.arg}` out, or pass it for databases on a server alone.",
                (source.remove_keyword(node, one),),
            )


def _has_queue(node: ast.Call) -> bool:
    pool = keyword(node, "poolclass")
    return pool is not None and "QueuePool" in ast.unparse(pool)


def _has_one_connection(node: ast.Call, source: Source) -> bool:
    pool = keyword(node, "poolclass")
    return is_async(node, source) or (pool is not None and "StaticPool" in ast.unparse(pool))
