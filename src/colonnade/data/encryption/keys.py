"""The keys of encrypted columns, from the settings: the newest one seals, all of them open."""

import binascii
import hmac
import re
from base64 import b64decode
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from colonnade.data.types.security import need_security
from colonnade.errors import ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SIZE = 32
"""The bytes of a key, of AES-256."""

_ID = re.compile(r"[a-z0-9.-]{1,32}")
_FORM = "newest first, as ENCRYPTION_KEYS=2026-11:<base64>,2026-01:<base64>"
_MAKE = "`colonnade encrypt key` makes one."


class Keys:
    """The keys of one database; they are read when they are first needed.

    Args:
        ring: `id:base64` for each key, newest first, with commas between them.
        index: the key of blind indexes, as base64.
    """

    def __init__(self, ring: SecretStr | None, index: SecretStr | None) -> None:
        self._said = ring
        self._index = index
        self.cipher = lru_cache(maxsize=1024)(self._cipher)
        self.blind = lru_cache(maxsize=1024)(self._blind)

    @property
    def newest(self) -> str:
        """The id of the key that seals."""
        return next(iter(self._ring))

    @cached_property
    def _ring(self) -> dict[str, bytes]:
        if self._said is None:
            raise ConfigurationError(
                "There is no key for encrypted columns.", f"Set ENCRYPTION_KEYS. {_MAKE}"
            )
        ring: dict[str, bytes] = {}
        for one in self._said.get_secret_value().split(","):
            name, _, key = one.strip().partition(":")
            if not _ID.fullmatch(name) or name in ring:
                raise ConfigurationError(
                    "ENCRYPTION_KEYS is not a list of keys, each with an id of its own.",
                    f"Write them {_FORM}; an id is made of a-z, 0-9, '.' and '-'.",
                )
            ring[name] = _decoded(key, f"Key {name!r} of ENCRYPTION_KEYS")
        return ring

    def _cipher(self, name: str, place: str) -> "AESGCM":
        """What seals and opens the values of one column under one key."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if name not in self._ring:
            raise ConfigurationError(
                f"ENCRYPTION_KEYS has no key {name!r}, under which a value of {place} was encrypted.",
                "Keep a key until `colonnade encrypt rotate` has finished.",
            )
        return AESGCM(_derived(self._ring[name], f"colonnade encrypted column {place}"))

    def _blind(self, place: str) -> Any:
        """What makes the blind index of a value of one column, 32 hexadecimal digits."""
        if self._index is None:
            raise ConfigurationError(
                f"There is no key for the blind index of {place}.",
                f"Set BLIND_INDEX_KEY to a key without an id. {_MAKE}",
            )
        key = _decoded(self._index.get_secret_value(), "BLIND_INDEX_KEY")
        derived = _derived(key, f"colonnade blind index {place}")
        return lambda value: hmac.digest(derived, value, "sha256")[:16].hex()


def _derived(key: bytes, info: str) -> bytes:
    need_security("cryptography")
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), SIZE, salt=None, info=info.encode()).derive(key)


def _decoded(text: str, what: str) -> bytes:
    try:
        key = b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != SIZE:
        raise ConfigurationError(f"{what} is not {SIZE} bytes in base64.", _MAKE)
    return key
