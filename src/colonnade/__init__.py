"""Colonnade: from a schema to a running, tested, reviewed database layer.

The names everybody needs are here. They are loaded on first use, so that a command that needs no database does not
pay for SQLAlchemy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from colonnade.errors import ColonnadeError as ColonnadeError

__version__ = "0.1.0"

_HOMES = {
    "ColonnadeError": "colonnade.errors",
}

__all__ = ["ColonnadeError", "__version__"]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'colonnade' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
