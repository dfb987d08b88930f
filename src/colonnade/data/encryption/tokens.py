"""Sealed values as text: `1:<blind index>:<key id>:<nonce and ciphertext in base64>`."""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Uuid

from colonnade.data.encryption.keys import Keys
from colonnade.errors import DataError

VERSION = "1"
INDEX_AT = len(VERSION) + 2
"""Where the blind index begins, counted from 1."""
INDEX_SIZE = 32

_NONCE = 12


class Sealed(str):
    """A sealed value on its way into the database."""

    __slots__ = ()


def row_key(columns: Sequence[Column[Any]], values: Sequence[Any]) -> str:
    """The key of a row as text, as the database gives it beside a sealed value."""
    return ":".join(map(_part, columns, values)).casefold()


def _part(column: Column[Any], value: Any) -> str:
    if isinstance(column.type, Uuid):
        return value.hex if isinstance(value, UUID) else UUID(str(value)).hex
    return str(value)


def seal(keys: Keys, place: str, row: str, value: bytes, index: str) -> Sealed:
    """A value, sealed under the newest key.

    Args:
        keys: the keys.
        place: table and column.
        row: the key of the row.
        value: what is sealed.
        index: its blind index, or nothing.
    """
    name, nonce = keys.newest, os.urandom(_NONCE)
    body = keys.cipher(name, place).encrypt(nonce, value, _bound_to(place, row, index))
    return Sealed(f"{VERSION}:{index}:{name}:{b64encode(nonce + body).decode()}")


def opened(keys: Keys, place: str, row: str, token: str) -> bytes:
    """What was sealed.

    Raises:
        DataError: it was sealed for another row, column or table, or has been changed, or was never sealed.
        ConfigurationError: its key is not there.
    """
    from cryptography.exceptions import InvalidTag

    if token.count(":") != 3 or not token.startswith(f"{VERSION}:"):
        raise DataError(
            f"A value of {place} is not encrypted.",
            remedy="Values that were there before are written into an encrypted column beside theirs.",
        )
    _, index, name, body = token.split(":")
    raw = b64decode(body)
    cipher = keys.cipher(name, place)
    try:
        return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], _bound_to(place, row.casefold(), index))
    except InvalidTag:
        raise DataError(
            f"A value of {place} was not encrypted for its row, or has been changed since.",
            place.rpartition(".")[2],
        ) from None


def is_under(name: str) -> str:
    """The LIKE pattern of tokens under a key; ids have no character that LIKE knows."""
    return f"{VERSION}:%:{name}:%"


def _bound_to(place: str, row: str, index: str) -> bytes:
    return "\0".join((VERSION, place, row, index)).encode()
