"""passlib cannot hash with bcrypt 5.

Its last release asks bcrypt at first use to hash a test of more than 72 bytes, which bcrypt refuses since version 5, so
every password is a `ValueError`. `pwdlib` with Argon2 is what FastAPI's documentation uses now.

Bad:

    import sqlmodel
    from passlib.context import CryptContext

    passwords = CryptContext(schemes=["bcrypt"], deprecated="auto")

Fine:

    import sqlmodel
    from passlib.context import CryptContext

    passwords = CryptContext(schemes=["argon2"], deprecated="auto")
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL805"
VERSIONS = {"bcrypt": ">=5"}
CALLS = frozenset({"CryptContext"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report contexts of passlib that hash with bcrypt."""
    if source.resolve(node.func) != "passlib.context.CryptContext":
        return
    schemes = keyword(node, "schemes") or (node.args[0] if node.args else None)
    names = (
        [one.value for one in ast.walk(schemes) if isinstance(one, ast.Constant)] if schemes else []
    )
    if names and names[0] in ("bcrypt", "bcrypt_sha256"):
        yield Problem(
            node,
            "With bcrypt 5 passlib fails for every password.",
            "Use `pwdlib` or `colonnade.hash_password`, or keep `bcrypt<5`.",
        )
