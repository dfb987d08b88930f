"""`trusted(...)`: SQL that a developer vouches for.

The rule here: trust is part of an element's class, and therefore of the key under which a compiled statement is cached;
an element without it can never run a statement that was compiled with it.
"""

from typing import Any, TypeVar

from sqlalchemy import ClauseElement
from sqlalchemy.sql.functions import GenericFunction

E = TypeVar("E", bound=ClauseElement)

_classes: dict[type, type] = {}


class Trusted:
    """The mark of an element that a developer vouched for."""

    __slots__ = ()


def trusted(element: E) -> E:
    """Vouch for an element that a session for one owner would refuse, as `text(...)`.

    The text runs as it is written: it is not restricted to the owner's rows, so it must do that itself.

    Args:
        element: `text(...)`, `literal_column(...)`, `func.name(...)`, `column.op(...)(...)` or a construct of your own.

    Returns:
        A copy of the element that every session accepts.
    """
    state = dict(vars(element._clone()))
    state.pop("_generate_cache_key", None)
    trusted_copy: E = _made(type(element), state)
    return trusted_copy


def is_trusted(element: object) -> bool:
    """Whether a developer vouched for the element."""
    return isinstance(element, Trusted)


def _made(cls: type, state: dict[str, Any]) -> Any:
    copy: Any = object.__new__(_trusted_class(cls))
    copy.__dict__.update(state)
    return copy


def _reduced(element: Any) -> tuple[Any, ...]:
    """How an element is pickled: its class is made at run time, so that a pickle cannot name it."""
    return _made, (type(element).__mro__[2], element.__getstate__())


def _trusted_class(cls: type) -> type:
    if cls not in _classes:
        body: dict[str, Any] = {"inherit_cache": True, "__reduce__": _reduced}
        if issubclass(cls, GenericFunction):
            # SQLAlchemy would take the class for a new definition of the function, for everybody.
            body |= {"_register": False, "name": cls.name}
        _classes[cls] = type(cls.__name__, (Trusted, cls), body)
    return _classes[cls]
