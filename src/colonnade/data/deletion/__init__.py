"""Soft deletion as a system: what is deleted with a row, what forbids it, what comes back, what goes for good.

The names are loaded on first use, so that not every import of `Crud` pays for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from colonnade.data.deletion.run import mark_deleted as mark_deleted
    from colonnade.data.deletion.run import purge as purge
    from colonnade.data.deletion.run import unmark as unmark
    from colonnade.data.deletion.unit import Unit as Unit

_HOMES = {"mark_deleted": "run", "purge": "run", "unmark": "run", "Unit": "unit"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
