"""A dependency that commits after its `yield` commits after the response was sent.

Since FastAPI 0.118 what follows the `yield` runs when the client has its answer. A commit that fails there, on a unique
constraint or a lost connection, was answered with a success, and the row is not there.

Bad:

    from collections.abc import Iterator
    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session
            session.commit()

Good:

    from collections.abc import Iterator
    from typing import Annotated
    from fastapi import Depends
    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session
            session.commit()

    SessionDep = Annotated[Session, Depends(get_session, scope="function")]

Fine:

    from collections.abc import Iterator
    from contextlib import contextmanager
    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    @contextmanager
    def unit_of_work() -> Iterator[Session]:
        with Session(engine) as session:
            yield session
            session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.names import dotted
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.words import SESSIONS

CODE = "COL301"
VERSIONS = {"fastapi": ">=0.118"}
NEEDS = (SESSIONS, "yield", "commit(|begin(")


def check(node: ast.Yield, source: Source) -> Iterator[Problem]:
    """Report commits of a session behind the `yield` that hands it out."""
    function = source.function(node)
    begun = _begun(node, source)
    if function is None or node.value is None or not (begun or is_session(node.value, source)):
        return
    if _is_context_manager(function) or _ends_before_the_response(function.name, source):
        return
    after = (one for one in ast.walk(function) if isinstance(one, ast.Call))
    for call in after if begun is None else (begun,):
        if call is begun or (call.lineno > node.lineno and _is_commit(call, node.value)):
            yield Problem(
                call,
                "This commit runs after the response was sent, so nobody hears when it fails.",
                'Depend on it with `Depends(..., scope="function")`, or commit in the route.',
            )


def _begun(node: ast.Yield, source: Source) -> ast.Call | None:
    """The `begin()` of a `with` around the `yield` of the same session, which commits where it ends."""
    name = dotted(node.value) if node.value is not None else ""
    for around in source.ancestors(node):
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        for item in around.items if isinstance(around, ast.With | ast.AsyncWith) else ():
            call, bound = item.context_expr, item.optional_vars
            if isinstance(call, ast.Call) and dotted(call.func).endswith(".begin"):
                given = dotted(bound) if bound is not None else dotted(call.func)[: -len(".begin")]
                if name and given == name:
                    return call
    return None


def _is_commit(call: ast.Call, session: ast.expr) -> bool:
    return dotted(call.func) == f"{dotted(session)}.commit"


def _is_context_manager(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        "contextmanager" in ast.unparse(one) or "fixture" in ast.unparse(one)
        for one in function.decorator_list
    )


def _ends_before_the_response(name: str, source: Source) -> bool:
    return any(
        call.args
        and dotted(call.args[0]) == name
        and any(k.arg == "scope" and ast.unparse(k.value) == "'function'" for k in call.keywords)
        for call in source.nodes(ast.Call)
    )
