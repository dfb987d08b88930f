"""Whose rows a session sees, for its whole life.

The rule here: a scope is a value that is fixed when the engine of a session is made. Nothing global carries it, no
option of a statement or a connection changes it, and `EVERYONE` is said out loud and logged with the line that said it.
"""

import logging
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final, final
from uuid import UUID

from sqlalchemy import Table

from colonnade.data.isolation.marks import rule_of, rules_of
from colonnade.data.isolation.rules import Kind
from colonnade.errors import OutOfScope, ScopeRequired

logger = logging.getLogger("colonnade.isolation")

OwnerKey = int | str | UUID
"""What a key of an owner may be."""

Owners = Mapping[type[Any], OwnerKey]
"""Owners by the models of their tables, as `{Organisation: 1, User: 7}`."""

_KEYS = (int, str, UUID, type(None))
"""What is asked for at every session; a union would be made at every one."""

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
    """The owner of a session's rows; nobody for a session that sees shared rows only.

    Attributes:
        owner: the key of an application's only kind of owner.
        owners: the keys where there are several kinds, by the tables of the owners.
    """

    owner: OwnerKey | None
    owners: tuple[tuple[Table, OwnerKey], ...] = ()

    @property
    def names_owner(self) -> bool:
        """Whether it names anybody."""
        return self.owner is not None or bool(self.owners)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the owners that are named by their models, in an order of their own."""
        if not self.owners:  # as nearly always, and for every session
            return ()
        return tuple(sorted((table for table, _ in self.owners), key=lambda table: table.fullname))

    @property
    def keys(self) -> tuple[tuple[Table | None, OwnerKey], ...]:
        """All keys with the tables of their owners; None for that of the only kind."""
        return self.owners if self.owner is None else ((None, self.owner),)

    def key(self, of: Table | None) -> OwnerKey | None:
        """The key of the owner in one of the tables; None when it is not named."""
        if not self.owners:
            return self.owner
        return next((key for table, key in self.owners if table is of), None)

    def __str__(self) -> str:
        """The owner, the last one of several."""
        return str(self.owners[-1][1] if self.owners else self.owner)


def scope_for(owner: OwnerKey | Owners | None) -> Scope:
    """The scope of an owner's key, or of the keys of several owners.

    Raises:
        ScopeRequired: the owner is not a key, or a model is not one of owners.
    """
    if not isinstance(owner, _KEYS) and isinstance(owner, Mapping):  # which takes longer to ask
        return _scope_of_several(owner)
    return Scope(_checked(owner))


def _scope_of_several(owners: Owners) -> Scope:
    keys = ((_table_of(model), _checked(key)) for model, key in owners.items())
    named = tuple((table, key) for table, key in keys if key is not None)
    if not named or len(named) != len(owners):
        raise ScopeRequired(
            "A session's owner is named without a key.",
            "Pass the keys of the owners' rows: db.session(owner={Organisation: 1, User: 7}).",
        )
    (table, key), *others = named
    if not others and not rule_of(table).several:
        return Scope(key)
    return Scope(None, named)


def _table_of(model: type[Any]) -> Table:
    table = getattr(model, "__table__", None)
    rule = None if table is None else rules_of(table.metadata).get((table.schema, table.name))
    if rule is None or rule.kind is not Kind.OWNER:
        raise ScopeRequired(
            f"{getattr(model, '__name__', 'What names an owner')} is no model of owners.",
            "Name models that derive from Owner: db.session(owner={Organisation: 1, User: 7}).",
        )
    assert isinstance(table, Table)
    return table


def _checked(owner: OwnerKey | None) -> OwnerKey | None:
    if isinstance(owner, bool) or not isinstance(owner, _KEYS) or owner == "":
        raise ScopeRequired(
            f"A session's owner is a key of type int, str or UUID, not {type(owner).__name__}.",
            "Pass the key of the owner's row: db.session(owner=user.id).",
        )
    return owner


def log_everyone(places: Collection[str] | None = None) -> None:
    """Write down which line of the application works on the rows of all owners.

    Args:
        places: the modules that may, each with the modules below it; None for all.

    Raises:
        OutOfScope: the line is in another module.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and f"{_module(frame)}.".startswith(_PASSED_BY):
        frame = frame.f_back
    module, site = _module(frame), f"{frame.f_code.co_filename}:{frame.f_lineno}"
    if places is not None and not any(f"{module}.".startswith(f"{place}.") for place in places):
        raise OutOfScope(
            f"Module {module!r} may not open a session for EVERYONE (at {site}).",
            f"Name an owner, or add the module to everyone_in={sorted(places)!r} of the Database.",
        )
    logger.info("session for EVERYONE opened at %s", site, extra={"call_site": site})


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))
