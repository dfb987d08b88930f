"""A sync session in a coroutine stops every other request while the database answers.

`async def` runs on the event loop's one thread. A plain `def` route runs in a thread of its own, and an `AsyncSession`
gives the loop back while it waits.

Bad:

    from fastapi import FastAPI
    from sqlmodel import Field, Session, SQLModel, create_engine

    app = FastAPI()
    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    async def exists(key: int) -> bool:
        with Session(engine) as session:
            return session.get(Task, key) is not None

Good:

    from sqlmodel import Field, SQLModel
    from sqlmodel.ext.asyncio.session import AsyncSession

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    async def exists(session: AsyncSession, key: int) -> bool:
        return await session.get(Task, key) is not None

Fine:

    from sqlmodel import Field, Session, SQLModel
    from sqlmodel.ext.asyncio.session import AsyncSession

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    async def exists(session: AsyncSession, key: int) -> bool:
        def work(sync_session: Session) -> bool:
            return sync_session.get(Task, key) is not None

        return await session.run_sync(work)
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, session_kind
from colonnade.check.source import Source
from colonnade.check.tree import Function
from colonnade.check.words import COROUTINES, SESSIONS

CODE = "COL304"
_WAITS = RUNS | {"commit", "flush", "refresh", "get", "get_one", "merge", "rollback"}
NEEDS = (SESSIONS, COROUTINES, "|".join(f"{name}(" for name in sorted(_WAITS)))


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report each `async def` at its first call of a sync session that waits for the database."""
    reported: set[Function] = set()
    for call in sorted(source.calls(_WAITS), key=lambda one: (one.lineno, one.col_offset)):
        function = source.function(call)
        if not isinstance(function, ast.AsyncFunctionDef) or function in reported:
            continue
        func = call.func
        if not isinstance(func, ast.Attribute) or _is_handed_on(call, source):
            continue
        if session_kind(func.value, source) == "sync":
            reported.add(function)
            yield Problem(
                call,
                f"`{func.attr}` of a sync session stops the event loop while the database answers.",
                f"Make `{function.name}` a plain `def`, or use an `AsyncSession`.",
            )


def _is_handed_on(node: ast.Call, source: Source) -> bool:
    """Whether the call is in a lambda, which runs elsewhere, or is awaited and so no sync one."""
    return isinstance(source.parent(node), ast.Await) or any(
        isinstance(one, ast.Lambda) for one in source.ancestors(node)
    )
