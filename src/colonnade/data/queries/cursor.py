"""Opaque cursors: the values of a row's sort keys, signed and bound to the query they came from."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import URL

from colonnade.data.queries.sorting import Key
from colonnade.errors import InvalidQuery

SIGNATURE = 12  # bytes


@dataclass(frozen=True)
class Position:
    """A place between two rows.

    Attributes:
        values: the sort keys of the row beside it.
        backwards: whether the page before the row is meant, not the one after it.
    """

    values: tuple[Any, ...]
    backwards: bool = False


@dataclass(frozen=True)
class Seal:
    """What a cursor is valid for.

    Attributes:
        secret: the key of the signature.
        query: the model, the order and the filters.
    """

    secret: bytes
    query: bytes

    def sign(self, body: bytes) -> bytes:
        """The signature of a cursor's body for this query."""
        # BLAKE2 with a key is a signature by itself, in a third of the time of an HMAC.
        return hashlib.blake2b(self.query + body, key=self.secret, digest_size=SIGNATURE).digest()


@lru_cache(maxsize=64)
def secret_of(url: URL) -> bytes:
    """A key that all processes of one database share and that no client knows, as long as it has a password."""
    parts = ("colonnade cursor", url.password, url.host, url.database)
    return hashlib.sha256(repr(parts).encode()).digest()


def fingerprint(
    model: type, terms: Sequence[Key], conditions: str, values: Mapping[str, Any]
) -> bytes:
    """A fingerprint of the query: model, order, conditions and their values.

    Args:
        model: the model.
        terms: the order.
        conditions: the text of the conditions; "None" without any.
        values: their values by name.
    """
    order = [(key.name, key.descending) for key in terms]
    facts = (model.__name__, order, conditions, sorted(values.items()))
    return hashlib.sha256(repr(facts).encode()).digest()


def encode(position: Position, seal: Seal) -> str:
    """The position as text that fits into a URL."""
    content = [int(position.backwards), *map(_packed, position.values)]
    body = to_json(content)
    return urlsafe_b64encode(seal.sign(body) + body).rstrip(b"=").decode()


def decode(cursor: str, terms: Sequence[Key], seal: Seal) -> Position:
    """The position that a cursor stands for.

    Raises:
        InvalidQuery: the cursor was changed, or comes from another model, order, filter or database.
    """
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        signature, body = raw[:SIGNATURE], raw[SIGNATURE:]
    except ValueError:
        signature = body = b""
    if not hmac.compare_digest(signature, seal.sign(body)):
        raise InvalidQuery(
            "The cursor does not belong to this query.",
            field="after",
            remedy="Use a cursor with the sort and the filters it came with, or begin at the first page.",
        )
    backwards, *values = from_json(body)
    unpacked = (_unpacked(value, key) for value, key in zip(values, terms, strict=True))
    return Position(tuple(unpacked), bool(backwards))


_TYPES: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    # datetime before date, which is its base class
    "t": (datetime, datetime.isoformat, datetime.fromisoformat),
    "d": (date, date.isoformat, date.fromisoformat),
    "c": (time, time.isoformat, time.fromisoformat),
    "i": (
        timedelta,
        lambda v: repr([v.days, v.seconds, v.microseconds]),
        lambda t: timedelta(*json.loads(t)),
    ),
    "n": (Decimal, str, Decimal),
    "u": (UUID, str, UUID),
}


def _packed(value: Any) -> Any:
    if type(value) in (int, str):  # as most keys are
        return value
    if isinstance(value, Enum):
        return ["e", value.name]
    for tag, (cls, pack, _) in _TYPES.items():
        if isinstance(value, cls):
            return [tag, pack(value)]
    return value


def _unpacked(value: Any, key: Key) -> Any:
    if not isinstance(value, list):
        return value
    tag, text = value
    if tag == "e":
        return key.type.enum_class[text]  # type: ignore[attr-defined]
    return _TYPES[tag][2](text)
