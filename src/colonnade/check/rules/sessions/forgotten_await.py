"""The methods of an `AsyncSession` do nothing until they are awaited.

`session.commit()` without `await` makes a coroutine and throws it away. The transaction is rolled back when the session
closes, and Python says so in a warning that nobody reads.

Bad:

    from sqlmodel import Field, SQLModel
    from sqlmodel.ext.asyncio.session import AsyncSession

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    async def store(session: AsyncSession, task: Task) -> None:
        session.add(task)
        session.commit()

Good:

    from sqlmodel import Field, SQLModel
    from sqlmodel.ext.asyncio.session import AsyncSession

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    async def store(session: AsyncSession, task: Task) -> None:
        session.add(task)
        await session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, session_kind
from colonnade.check.source import Source
from colonnade.check.words import ASYNC_SESSIONS

CODE = "COL307"
_AWAITED = RUNS | {"commit", "rollback", "flush", "refresh", "delete", "merge", "close", "get"}
NEEDS = (ASYNC_SESSIONS, "(|".join(_AWAITED) + "(")


def check(node: ast.Expr, source: Source) -> Iterator[Problem]:
    """Report statements that are a call of an async session's method and nothing else."""
    call = node.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return
    if call.func.attr not in _AWAITED or session_kind(call.func.value, source) != "async":
        return
    can_wait = isinstance(source.function(node), ast.AsyncFunctionDef)
    yield Problem(
        call,
        f"`{call.func.attr}` is not awaited, so it does nothing.",
        f"Write `await {source.segment(call)}`.",
        (source.insert_before(call, "await "),) if can_wait else (),
    )
