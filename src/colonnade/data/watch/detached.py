"""Attributes that are read when the unit of work is over.

The rule here: reading what is loaded costs nothing; what SQLAlchemy calls to load an attribute is extended, not what
reads it.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.exc import DetachedInstanceError

if TYPE_CHECKING:
    from colonnade.data.watch.siblings import State


def install(base: type[Any]) -> None:
    """Let the instances of all classes below one say what to load along when their session is gone.

    Reading such an attribute, a relationship or a column that is deferred or expired, raises `LazyLoadRefused`, from
    SQLAlchemy's `DetachedInstanceError`.
    """
    event.listen(base, "attribute_instrument", _explain, propagate=True)


def _explain(cls: type[Any], key: str, attribute: InstrumentedAttribute[Any]) -> None:
    impl: Any = getattr(attribute, "impl", None)  # a composite has none
    if impl is not None:
        impl.__class__ = _explaining(impl.__class__)


@cache
def _explaining(kind: Any) -> type[Any]:
    """A kind of attribute that says what was not loaded: whether the class, an option or an expiry left it out."""

    class Explaining(kind):  # type: ignore[misc]
        __slots__ = ()

        def _fire_loader_callables(self, state: "State", key: str, passive: Any) -> Any:
            try:
                return kind._fire_loader_callables(self, state, key, passive)
            except DetachedInstanceError as error:
                raise _refusal(state, key) from error

    return Explaining


def _refusal(state: "State", key: str) -> Exception:
    from colonnade.data.watch import refusals

    relationship = state.mapper.relationships.get(key)
    if relationship is not None:
        return refusals.over(str(relationship), refusals.loading_along(state, relationship))
    name = f"{state.mapper.class_.__name__}.{key}"
    if key in state.expired_attributes:
        return refusals.over(name, "Read the row again in another unit")
    return refusals.over(name, refusals.loading_columns([name]))
