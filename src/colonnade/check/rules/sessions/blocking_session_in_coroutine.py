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
from colonnade.check.words import COROUTINES, SESSIONS

CODE = "COL304"
CALLS = RUNS | {"commit", "flush", "refresh", "get", "get_one", "merge", "rollback"}
NEEDS = (SESSIONS, COROUTINES)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report calls of a sync session that wait for the database, directly in an `async def`."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in CALLS:
        return
    if not isinstance(source.function(node), ast.AsyncFunctionDef) or _is_handed_on(node, source):
        return
    if session_kind(node.func.value, source) == "sync":
        yield Problem(
            node,
            f"`{node.func.attr}` of a sync session stops the event loop while the database answers.",
            "Make the function a plain `def`, or use an `AsyncSession`.",
        )


def _is_handed_on(node: ast.Call, source: Source) -> bool:
    """Whether the call is in a lambda, which runs elsewhere, or is awaited and so no sync one."""
    return isinstance(source.parent(node), ast.Await) or any(
        isinstance(one, ast.Lambda) for one in source.ancestors(node)
    )
