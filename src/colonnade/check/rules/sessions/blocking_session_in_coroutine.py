"""A sync session in a coroutine stops every other request while the database answers.

`async def` runs on the event loop's one thread. A plain `def` route runs in a thread of its own, and an `AsyncSession`
gives the loop back while it waits. A command that runs its coroutines with `asyncio.run` has nobody else to wait. Which
sessions a project uses is one decision, and one finding.

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

Bad:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Tasks:
        def __init__(self, session: Session) -> None:
            self.session = session

        async def get(self, key: int) -> Task | None:
            return self.session.get(Task, key)

        async def add(self, task: Task) -> None:
            self.session.add(task)
            self.session.flush()

Fine:

    import asyncio
    from sqlmodel import Field, Session, SQLModel, create_engine

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    async def main() -> None:
        with Session(create_engine("sqlite:///app.db")) as session:
            print(session.get(Task, 1))

    asyncio.run(main())

Fine:

    from sqlmodel import Field, Session, SQLModel
    from sqlmodel.ext.asyncio.session import AsyncSession

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Tasks:
        def __init__(self, session: Session) -> None:
            self.session = session

        async def get(self, key: int) -> Task | None:
            return self.session.get(Task, key)

    class TasksAsync:
        def __init__(self, session: AsyncSession) -> None:
            self.session = session

        async def get(self, key: int) -> Task | None:
            return await self.session.get(Task, key)

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

from colonnade.check.grouping import and_others
from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, session_kind
from colonnade.check.source import Source
from colonnade.check.tree import Function
from colonnade.check.words import COROUTINES, KNOWN_SESSIONS

CODE = "COL304"
ONCE = "of a sync session stops the event loop"
_WAITS = RUNS | {"commit", "flush", "refresh", "get", "get_one", "merge", "rollback"}
NEEDS = (KNOWN_SESSIONS, COROUTINES, "|".join(f"{name}(" for name in sorted(_WAITS)))


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report the first `async def` of a file, or of a class with a session, that waits with a sync session."""
    if _runs_coroutines_itself(source):
        return
    found: dict[ast.AST, list[tuple[ast.Call, Function]]] = {}
    for call in sorted(source.calls(_WAITS), key=lambda one: (one.lineno, one.col_offset)):
        function = source.function(call)
        if isinstance(function, ast.AsyncFunctionDef) and _waits(call, source):
            calls = found.setdefault(_owner(call, source) or node, [])
            if all(function is not other for _, other in calls):
                calls.append((call, function))
    for owner, calls in found.items():
        if not isinstance(owner, ast.ClassDef) or not _has_async_twin(owner, source):
            yield _problem(calls)


def _problem(calls: list[tuple[ast.Call, Function]]) -> Problem:
    call, function = calls[0]
    assert isinstance(call.func, ast.Attribute)
    return Problem(
        call,
        f"`{call.func.attr}` {ONCE} while the database answers"
        + and_others(len(calls), "function", "does so", "do so"),
        f"Make `{function.name}` a plain `def`, or use an `AsyncSession`.",
    )


def _waits(call: ast.Call, source: Source) -> bool:
    """Whether a call waits for the database with a sync session."""
    func = call.func
    if not isinstance(func, ast.Attribute) or _is_handed_on(call, source):
        return False
    return session_kind(func.value, source) == "sync"


def _owner(call: ast.Call, source: Source) -> ast.ClassDef | None:
    """The class that keeps the session of a call."""
    if not ast.unparse(call.func).startswith("self."):
        return None
    return next((one for one in source.ancestors(call) if isinstance(one, ast.ClassDef)), None)


def _has_async_twin(node: ast.ClassDef, source: Source) -> bool:
    """Whether another class does the same for async sessions, so that this one is for who has none."""
    names = {one.name for one in source.nodes(ast.ClassDef)}
    return bool(names & {f"{node.name}Async", f"Async{node.name}"})


def _runs_coroutines_itself(source: Source) -> bool:
    """Whether a file is a program that runs its coroutines one by one, as a command does, and serves nobody."""
    if any(name.partition(".")[0] == "fastapi" for name in source.names.values()):
        return False
    return any(source.resolve(one.func) in _RUNNERS for one in source.calls(("run",)))


_RUNNERS = frozenset({"asyncio.run", "anyio.run"})


def _is_handed_on(node: ast.Call, source: Source) -> bool:
    """Whether the call is in a lambda, which runs elsewhere, or is awaited and so no sync one."""
    return isinstance(source.parent(node), ast.Await) or any(
        isinstance(one, ast.Lambda) for one in source.ancestors(node)
    )
