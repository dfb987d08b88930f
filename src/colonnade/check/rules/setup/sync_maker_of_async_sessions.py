"""Async sessions are made by `async_sessionmaker`.

`sessionmaker(class_=AsyncSession)` works when it runs, but type checkers refuse it, and take its sessions for sync ones,
so a forgotten `await` goes unseen.

Bad:

    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.orm import sessionmaker
    from sqlmodel.ext.asyncio.session import AsyncSession

    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    new_session = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)

Good:

    from sqlalchemy.ext.asyncio import create_async_engine, async_sessionmaker
    from sqlalchemy.orm import sessionmaker
    from sqlmodel.ext.asyncio.session import AsyncSession

    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    new_session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)

Fine:

    from sqlalchemy.orm import sessionmaker
    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")
    new_session = sessionmaker(engine, class_=Session)
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import keyword
from colonnade.check.rule import Problem
from colonnade.check.sessions import ASYNC
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL908"
SEVERITY = Severity.WARNING
CALLS = frozenset({"sessionmaker"})
VERSIONS = {"sqlalchemy": ">=2.0"}
NEEDS = ("class_",)
IMPORTS = frozenset({"sessionmaker"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `sessionmaker` with the class of an async session."""
    if source.resolve(node.func) != "sqlalchemy.orm.sessionmaker":
        return
    made = keyword(node, "class_")
    if made is not None and source.resolve(made) in ASYNC:
        yield Problem(
            node.func,
            "`sessionmaker` is for sync sessions.",
            "Write `async_sessionmaker`.",
            (
                source.replace(node.func, "async_sessionmaker"),
                *source.imports("sqlalchemy.ext.asyncio", "async_sessionmaker"),
            ),
        )
