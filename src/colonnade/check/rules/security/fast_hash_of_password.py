"""MD5 and SHA are no hashes for passwords.

They are made to be fast: one graphics card tries billions a second, and equal passwords have equal hashes. Argon2 and
bcrypt are slow on purpose and have a salt.

Bad:

    import hashlib
    import sqlmodel

    def hashed(password: str) -> str:
        return hashlib.sha256(password.encode()).hexdigest()

Fine:

    import hashlib
    from colonnade import hash_password

    def hashed(password: str) -> str:
        return hash_password(password)

    def etag(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL804"
CALLS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512"})
NEEDS = ("hashlib",)
_FAST = frozenset(f"hashlib.{name}" for name in CALLS)
_PASSWORD = re.compile(r"(?:[a-z]+_)*(?:password|passwd|passphrase)(?:_[a-z]+)*", re.IGNORECASE)
_TOKENS = re.compile(r"reset|token|link", re.IGNORECASE)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report fast hashes of something that is called a password."""
    name = source.resolve(node.func)
    if name not in _FAST or not node.args:
        return
    for one in ast.walk(node.args[0]):
        if isinstance(one, ast.Name | ast.Attribute):
            said = one.id if isinstance(one, ast.Name) else one.attr
            if _PASSWORD.fullmatch(said) and not _TOKENS.search(said) and not _feeds_bcrypt(source):
                yield Problem(
                    node,
                    f"`{name}` of `{said}` is guessed in no time.",
                    "Hash it with Argon2 or bcrypt, as `colonnade.hash_password` does.",
                )
                return


def _feeds_bcrypt(source: Source) -> bool:
    """Whether a slow hash is at hand: a fast one before it shortens what bcrypt would refuse."""
    slow = ("bcrypt", "argon2", "passlib", "pwdlib")
    return any(one.startswith(slow) for one in source.names.values())
