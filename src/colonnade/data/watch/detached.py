"""Relationships that are read when the unit of work is over.

The rule here: reading what is loaded costs nothing; what SQLAlchemy calls to load a relationship is wrapped, not the
attribute.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.exc import DetachedInstanceError

if TYPE_CHECKING:
    from colonnade.data.watch.siblings import State

Load = Callable[["State", Any], Any]


def install(base: type[Any]) -> None:
    """Let the instances of all classes below one say what to load along when their session is gone.

    Reading such a relationship raises `LazyLoadRefused`, from SQLAlchemy's `DetachedInstanceError`.
    """
    event.listen(base, "attribute_instrument", _wrap, propagate=True)


def _wrap(cls: type[Any], key: str, attribute: InstrumentedAttribute[Any]) -> None:
    impl: Any = getattr(attribute, "impl", None)  # a composite has none
    load: Load | None = getattr(impl, "callable_", None)
    if load is not None and not impl.accepts_scalar_loader:  # which is a column's
        impl.callable_ = _explained(load, key)


def _explained(load: Load, key: str) -> Load:
    def loaded(state: "State", passive: Any) -> Any:
        try:
            return load(state, passive)
        except DetachedInstanceError as error:
            raise _refusal(state, key) from error

    return loaded


def _refusal(state: "State", key: str) -> Exception:
    from colonnade.data.watch.refusals import loading_along, over

    relationship = state.mapper.relationships[key]
    return over(str(relationship), loading_along(state, relationship))
