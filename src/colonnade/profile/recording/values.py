"""Parameters of statements as JSON: what drivers take, each marked with its type."""

import base64
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

_TYPES: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "date": (date, date.isoformat, date.fromisoformat),
    "time": (time, time.isoformat, time.fromisoformat),
    "timedelta": (timedelta, timedelta.total_seconds, lambda said: timedelta(seconds=said)),
    "decimal": (Decimal, str, Decimal),
    "uuid": (UUID, str, UUID),
    "bytes": (bytes, lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "tuple": (
        tuple,
        lambda value: [encoded(one) for one in value],
        lambda said: tuple(map(decoded, said)),
    ),
    "list": (
        list,
        lambda value: [encoded(one) for one in value],
        lambda said: [*map(decoded, said)],
    ),
}


def encoded(value: Any) -> Any:
    """A value, or a driver's parameters, as JSON knows it.

    Raises:
        TypeError: it is of a type that only its driver knows.
    """
    if value is None or (
        isinstance(value, (bool, int, float, str)) and not isinstance(value, Enum)
    ):
        return value
    if isinstance(value, dict):
        return {"dict": {name: encoded(one) for name, one in value.items()}}
    for name, (kind, write, _) in _TYPES.items():
        if isinstance(value, kind):
            return {name: write(value)}
    raise TypeError(f"A {type(value).__name__} is not kept.")


def decoded(said: Any) -> Any:
    """The value that `encoded` was given."""
    if not isinstance(said, dict):
        return said
    ((name, value),) = said.items()
    if name == "dict":
        return {key: decoded(one) for key, one in value.items()}
    return _TYPES[name][2](value)
