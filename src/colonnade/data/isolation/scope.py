"""Whose rows a session sees, for its whole life.

The rule here: a scope is a value that is fixed when the engine of a session is made. Nothing global carries it, no
option of a statement or a connection changes it, and `EVERYONE` is said out loud and logged with the line that said it.
"""

import logging
import sys
from dataclasses import dataclass
from typing import Final, final
from uuid import UUID

from colonnade.errors import ScopeRequired

logger = logging.getLogger("colonnade.isolation")

OwnerKey = int | str | UUID
"""What a key of an owner may be."""

_PASSED_BY = ("colonnade.", "contextlib", "sqlalchemy.", "sqlmodel.", "asyncio.")


@final
class Everyone:
    """The type of `EVERYONE`."""

    def __repr__(self) -> str:
        return "EVERYONE"


EVERYONE: Final = Everyone()
"""The owner of a session that sees and changes all rows of all owners. Each use is logged with its call site."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The owner of a session's rows; None for a session that names nobody and sees shared rows only."""

    owner: OwnerKey | None


def scope_for(owner: OwnerKey | None) -> Scope:
    """The scope of an owner's key.

    Raises:
        ScopeRequired: the owner is not a key.
    """
    if isinstance(owner, bool) or not isinstance(owner, int | str | UUID | None) or owner == "":
        raise ScopeRequired(
            f"A session's owner is a key of type int, str or UUID, not {type(owner).__name__}.",
            "Pass the key of the owner's row: db.session(owner=user.id).",
        )
    return Scope(owner)


def log_everyone() -> None:
    """Write down which line of the application works on the rows of all owners."""
    frame = sys._getframe(1)
    while frame.f_back is not None and f"{frame.f_globals.get('__name__', '')}.".startswith(
        _PASSED_BY
    ):
        frame = frame.f_back
    site = f"{frame.f_code.co_filename}:{frame.f_lineno}"
    logger.info("session for EVERYONE opened at %s", site, extra={"call_site": site})
