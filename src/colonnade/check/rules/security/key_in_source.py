"""A key that signs tokens is not written in the source.

Whoever has read the repository signs tokens for any user. The key comes from the environment, and is changed when it was
seen.

Bad:

    import jwt
    from fastapi import APIRouter

    SECRET_KEY = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4c"

    def token_of(user_id: int) -> str:
        return jwt.encode({"sub": str(user_id)}, SECRET_KEY, algorithm="HS256")

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
CALLS = frozenset({"encode", "decode"})
NEEDS = ("jwt",)
_SIGNS = frozenset({"jwt.encode", "jwt.decode", "jose.jwt.encode", "jose.jwt.decode"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report keys of tokens that are texts in the same file."""
    if source.resolve(node.func) not in _SIGNS:
        return
    if source.module.rpartition(".")[2].startswith(("test", "conftest")):
        return
    given = node.args[1] if len(node.args) > 1 else keyword(node, "key")
    value = value_of(given, source) if given is not None else None
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield Problem(
            given or node,
            "The key that signs tokens is written in the source.",
            'Read it from the environment: `os.environ["SECRET_KEY"]`, and make a new one.',
        )
