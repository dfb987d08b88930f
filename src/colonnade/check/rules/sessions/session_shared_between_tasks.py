"""One session cannot run two statements at a time.

`asyncio.gather` and task groups run coroutines side by side. A session has one connection and one transaction, and raises
`InvalidRequestError` when two tasks use it, or mixes their changes into one commit.

Bad:

    import asyncio
    from sqlmodel.ext.asyncio.session import AsyncSession

    async def first(session: AsyncSession) -> None: ...

    async def second(session: AsyncSession) -> None: ...

    async def both(session: AsyncSession) -> None:
        await asyncio.gather(first(session), second(session))

Good:

    import asyncio
    from sqlmodel.ext.asyncio.session import AsyncSession

    async def first(session: AsyncSession) -> None: ...

    async def second(session: AsyncSession) -> None: ...

    async def both(session: AsyncSession) -> None:
        await first(session)
        await second(session)

Fine:

    import asyncio
    from sqlmodel.ext.asyncio.session import AsyncSession

    async def stored(session: AsyncSession) -> None: ...

    async def mailed(address: str) -> None: ...

    async def both(session: AsyncSession) -> None:
        await asyncio.gather(stored(session), mailed("a@example.org"))

Fine:

    import asyncio
    from sqlalchemy.orm import Session
    from app.http import connected

    async def pages(addresses: list[str]) -> None:
        session = connected()
        await asyncio.gather(*(session.fetch(address) for address in addresses))
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, is_session
from colonnade.check.source import Source
from colonnade.check.statements import method

CODE = "COL305"
_STARTS = frozenset({"create_task", "ensure_future"})
CALLS = _STARTS | {"gather"}
_METHODS = RUNS | {
    *("get", "get_one", "add", "add_all", "delete", "merge", "refresh", "flush", "commit"),
    *("rollback", "stream", "stream_scalars", "run_sync"),
}


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `asyncio.gather` of two coroutines, or of one for each of many things, that use one session, and tasks that
    a loop starts with the session from outside.
    """
    if method(node) in _STARTS:
        yield from _started(node, source)
    if source.resolve(node.func) != "asyncio.gather":
        return
    uses = [one for argument in node.args for one in _uses(argument, source)]
    many = any(isinstance(argument, ast.Starred) for argument in node.args)
    if len(uses) > 1 or (uses and many):
        yield _problem(node)


def _started(node: ast.Call, source: Source) -> Iterator[Problem]:
    loop = source.loop(node)
    used = {name for argument in node.args for name in _uses(argument, source)}
    own = (
        name for name in used for at, _ in source.bound(name) if loop and source.is_within(at, loop)
    )
    if loop is not None and used - {*own}:
        yield _problem(node)


def _problem(node: ast.Call) -> Problem:
    return Problem(
        node,
        "Several tasks use one session at the same time.",
        "Await them one after the other, or open a session in each.",
    )


def _uses(argument: ast.expr, source: Source) -> list[str]:
    """The sessions that a coroutine is given or called on."""
    calls = (one for one in ast.walk(argument) if isinstance(one, ast.Call))
    used = (part for call in calls for part in (*call.args, *_owner(call)))
    names = {one.id for one in used if isinstance(one, ast.Name) and is_session(one, source)}
    return sorted(names)


def _owner(call: ast.Call) -> list[ast.expr]:
    """What a method is called on that sessions have; other things may be called `session`, too."""
    return (
        [call.func.value]
        if isinstance(call.func, ast.Attribute) and method(call) in _METHODS
        else []
    )
