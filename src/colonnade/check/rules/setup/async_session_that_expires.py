"""Async sessions keep what they read with `expire_on_commit=False`.

By default a commit forgets the values of every row, and reading one asks the database again. An attribute cannot be
awaited, so with an async session that is `MissingGreenlet`.

Bad:

    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlmodel.ext.asyncio.session import AsyncSession

    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    new_session = async_sessionmaker(engine, class_=AsyncSession)

Good:

    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlmodel.ext.asyncio.session import AsyncSession

    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    new_session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)

Fine:

    from sqlalchemy.orm import sessionmaker
    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db")
    new_session = sessionmaker(engine)

Fine:

    # file: tests/test_tasks.py
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

    new_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import keyword
from colonnade.check.rule import Problem
from colonnade.check.sessions import ASYNC
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL909"
SEVERITY = Severity.WARNING
NEEDS = ("async_sessionmaker(|sessionmaker(",)
IMPORTS = frozenset({"sessionmaker", "async_sessionmaker"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report makers of async sessions that do not say whether their rows expire, or that they do."""
    if source.is_test or not _makes_async(node, source):
        return
    if any(one.arg is None for one in node.keywords):
        return
    said = keyword(node, "expire_on_commit")
    if said is not None and ast.unparse(said) != "True":
        return
    yield Problem(
        node,
        "Rows of these sessions expire at every commit, and cannot be read again without `await`.",
        "Add `expire_on_commit=False`.",
        _edits(node, said, source),
        safe=False,
    )


def _edits(node: ast.Call, said: ast.expr | None, source: Source) -> tuple[Edit, ...]:
    if said is not None:
        return (source.replace(said, "False"),)
    parts: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    return (source.add_argument(parts[-1], "expire_on_commit=False"),) if parts else ()


def _makes_async(node: ast.Call, source: Source) -> bool:
    name = source.resolve(node.func)
    if name == "sqlalchemy.ext.asyncio.async_sessionmaker":
        return True
    made = keyword(node, "class_") if name == "sqlalchemy.orm.sessionmaker" else None
    return made is not None and source.resolve(made) in ASYNC
