"""A key that signs tokens or cookies is not written in the source.

Whoever has read the repository signs tokens for any user. The key comes from the environment, and is changed when it was
seen.

Bad:

    import jwt
    from fastapi import APIRouter

    SECRET_KEY = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4c"

    def token_of(user_id: int) -> str:
        return jwt.encode({"sub": str(user_id)}, SECRET_KEY, algorithm="HS256")

Bad:

    from fastapi import FastAPI
    from starlette.middleware.sessions import SessionMiddleware

    app = FastAPI()
    app.add_middleware(SessionMiddleware, secret_key="09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4c")

Fine:

    import os
    import jwt
    from fastapi import APIRouter

    SECRET_KEY = os.environ["SECRET_KEY"]

    def token_of(user_id: int) -> str:
        return jwt.encode({"sub": str(user_id)}, SECRET_KEY, algorithm="HS256")
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import value_of

CODE = "COL806"
CALLS = frozenset({"encode", "decode", "add_middleware", "SessionMiddleware"})
NEEDS = ("jwt|SessionMiddleware",)
_SIGNS = frozenset({"jwt.encode", "jwt.decode", "jose.jwt.encode", "jose.jwt.decode"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report keys of tokens and of signed cookies that are texts in the same file."""
    if source.is_test:
        return
    given = _key(node, source)
    value = value_of(given, source) if given is not None else None
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str) or not value.value:
        return
    if _first_use(value, source) is node:
        yield Problem(
            given or node,
            "The key that signs is written in the source.",
            'Read it from the environment: `os.environ["SECRET_KEY"]`, and make a new one.',
        )


def _first_use(value: ast.Constant, source: Source) -> ast.Call:
    """The first call that signs with a key."""
    keys = ((one, _key(one, source)) for one in source.calls(CALLS))
    uses = [one for one, key in keys if key is not None and value_of(key, source) is value]
    return min(uses, key=lambda one: one.lineno)


def _key(node: ast.Call, source: Source) -> ast.expr | None:
    """The key that a call signs with."""
    if source.resolve(node.func) in _SIGNS:
        return node.args[1] if len(node.args) > 1 else keyword(node, "key")
    named = [node.func, *node.args[:1]]
    is_cookie = any(source.resolve(one).endswith("sessions.SessionMiddleware") for one in named)
    return keyword(node, "secret_key") if is_cookie else None
