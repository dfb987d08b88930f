"""Hashing and verifying passwords: argon2id for new ones; bcrypt is accepted and replaced at the next login.

The rule here: whatever a client sends, the answer takes as long as one real hash takes, and never says why.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, NamedTuple

from pydantic import SecretStr

from colonnade.data.types.password_hash import PasswordHash
from colonnade.data.types.security import need_security
from colonnade.errors import InvalidValue

if TYPE_CHECKING:
    from pwdlib import PasswordHash as Hashers

LONGEST = 1024
"""The longest password in bytes: so long takes no longer to hash, and a megabyte would."""

BCRYPT_LONGEST = 72
"""bcrypt sees no byte behind these."""

_AT_ONCE = os.cpu_count() or 1
# Each hash takes 64 MiB and a whole core.
_slots = BoundedSemaphore(_AT_ONCE)


class Verified(NamedTuple):
    """What became of a password.

    Attributes:
        valid: whether it is the right one.
        updated: a new hash to store, when the stored one is bcrypt's or weaker than today's.
    """

    valid: bool
    updated: PasswordHash | None = None


def hash_password(password: str | SecretStr) -> PasswordHash:
    """The argon2id hash of a password, of 64 MiB and three passes.

    It takes some 100 ms of a core on purpose, and at most one runs on each core at a time.

    Raises:
        InvalidValue: the password is longer than 1024 bytes, or no valid text.
        ConfigurationError: the extra "security" is not installed.
    """
    said = _bytes(password)
    if said is None:
        raise InvalidValue(f"A password has at most {LONGEST} bytes.", "password")
    with _slots:
        return PasswordHash(_hashers().hash(said))


def verify_password(password: str | SecretStr, stored: PasswordHash | str | None) -> Verified:
    """Whether a password is the one that was hashed.

        valid, updated = verify_password(form.password, user and user.password)
        if valid and updated:
            user.password = updated

    Without a stored hash (no such user, or one without a password) it takes as long as with one, and the answer is the
    same as for a wrong password. A password of more than 72 bytes is wrong for a bcrypt hash: bcrypt would compare its
    first 72 bytes only.

    Args:
        password: what somebody claims.
        stored: the hash; None when there is none.

    Raises:
        ConfigurationError: the extra "security" is not installed.
    """
    said = _bytes(password)
    encoded = stored.encoded if isinstance(stored, PasswordHash) else stored
    with _slots:
        if said is None or encoded is None or not _comparable(said, encoded):
            _hashers().verify(b"", _dummy())
            return Verified(False)
        valid, updated = _hashers().verify_and_update(said, encoded)
    return Verified(valid, None if updated is None else PasswordHash(updated))


async def async_hash_password(password: str | SecretStr) -> PasswordHash:
    """As `hash_password`, in a thread: the event loop goes on meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), hash_password, password)


async def async_verify_password(
    password: str | SecretStr, stored: PasswordHash | str | None
) -> Verified:
    """As `verify_password`, in a thread: the event loop goes on meanwhile."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads(), verify_password, password, stored)


def _bytes(password: str | SecretStr) -> bytes | None:
    """The password as UTF-8; None when it is too long, or no text that UTF-8 has."""
    text = password.get_secret_value() if isinstance(password, SecretStr) else password
    try:
        made = text.encode()
    except UnicodeEncodeError:
        return None
    return made if len(made) <= LONGEST else None


def _comparable(password: bytes, encoded: str) -> bool:
    """Whether the hash is of a known kind and sees the whole password."""
    if not any(hasher.identify(encoded) for hasher in _hashers().hashers):
        return False
    cut = len(password) > BCRYPT_LONGEST or b"\0" in password
    return not (encoded.startswith("$2") and cut)


@cache
def _hashers() -> "Hashers":
    need_security("pwdlib", "argon2", "bcrypt")
    from pwdlib import PasswordHash as Hashers
    from pwdlib.hashers.argon2 import Argon2Hasher
    from pwdlib.hashers.bcrypt import BcryptHasher

    return Hashers((Argon2Hasher(), BcryptHasher()))


@cache
def _dummy() -> str:
    """A hash of no password that anybody knows, to compare with where there is none."""
    return _hashers().hash(os.urandom(16))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="colonnade-password")
