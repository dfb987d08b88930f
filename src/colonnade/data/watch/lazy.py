"""Lazy loads of a session: for all siblings at once, one by one, or refused.

The rule here: whoever reads `task.tags` in a loop sends two statements and not a thousand, without asking for it; and where an
attribute cannot be read, in a coroutine, the error says what to write and where.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Literal

from sqlalchemy import Result, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.util.concurrency import in_greenlet

from colonnade.data.watch import memory
from colonnade.data.watch.columns import load_columns_for_siblings
from colonnade.data.watch.refusals import loading_along, loading_columns, not_awaited, refused
from colonnade.data.watch.relationships import Ambiguous, Lazy, Unfit, load_for_siblings
from colonnade.data.watch.siblings import State

LazyLoads = Literal["siblings", "single", "refused"]
"""What a lazy load does: serve all instances of the same result, serve one instance, or raise `LazyLoadRefused`."""

LOADED = "colonnade_loaded"
"""The execution option that names the attribute which a statement loads."""

_GET, _FLUSH = InstrumentedAttribute.__get__.__code__, Session._flush.__code__
_refusing = 0


def install(session_class: type[Session]) -> None:
    """Let the sessions of a class load lazily as they say.

    Args:
        session_class: has the attributes `lazy_loads`, what is done, and `lazy_loading`, made on first use.
    """
    event.listen(session_class, "do_orm_execute", _answer)
    memory.install(session_class)


@contextmanager
def refuse_lazy_loads() -> Iterator[None]:
    """Refuse lazy loads in every session of the process, for tests: each raises `LazyLoadRefused`.

    What is expired is read again all the same, and so is what a flush or a deletion needs.
    """
    global _refusing
    _refusing += 1
    try:
        yield
    finally:
        _refusing -= 1


def is_refused() -> bool:
    """Whether lazy loads are refused in every session."""
    return _refusing > 0


def _answer(execution: ORMExecuteState) -> Result[Any] | None:
    """Answer a lazy load; None for all other statements, and where SQLAlchemy shall do it."""
    if not execution.is_select:
        mapper = execution.bind_mapper
        memory.written(execution.session, None if mapper is None else {mapper.class_})
        return None
    options = execution.load_options
    if options._lazy_loaded_from is not None:
        return _relationship(execution, options._lazy_loaded_from)
    if options._refresh_state is not None and not options._is_user_refresh:
        return _columns(execution, options._refresh_state)
    return None


def _relationship(execution: ORMExecuteState, parent: State) -> Result[Any] | None:
    path = execution.loader_strategy_path
    if path is None or path.is_root:
        return None
    relationship: Any = path.path[-1]
    lazy = Lazy(execution, parent, relationship)
    session: Any = execution.session
    name, how = str(relationship), _how(session, relationship.info)
    if _is_coroutine(session):
        raise not_awaited(name, loading_along(parent, relationship))
    if how == "refused" and _is_read():
        raise refused(name, loading_along(parent, relationship))
    execution.update_execution_options(**{LOADED: name})
    loading: memory.LazyLoading = session.lazy_loading
    if how == "single" or loading.filled.is_often_written(relationship):
        return None
    try:
        found, filled = load_for_siblings(lazy, loading.siblings.of(session, parent))
    except Ambiguous:
        loading.filled.give_up(relationship)
    except Unfit:
        pass
    else:
        loading.filled.add(relationship, filled)
        return found
    return None


def _columns(execution: ORMExecuteState, state: State) -> Result[Any] | None:
    statement: Any = execution.statement
    wanted = statement._compile_options._only_load_props or ()
    names = [prop.key for prop in state.mapper.column_attrs if prop.key in wanted]
    if not names:
        return None
    session: Any = execution.session
    said = [f"{state.mapper.class_.__name__}.{name}" for name in names]
    if _is_coroutine(session):
        raise not_awaited(", ".join(said), loading_columns(said))
    how = _how(session, {})
    if how == "refused" and _is_read() and state.expired_attributes.isdisjoint(names):
        raise refused(", ".join(said), loading_columns(said))
    execution.update_execution_options(**{LOADED: ", ".join(said)})
    if how == "single":
        return None
    try:
        siblings = session.lazy_loading.siblings.of(session, state)
        return load_columns_for_siblings(execution, state, names, siblings)
    except Unfit:
        return None


def _how(session: Any, info: dict[Any, Any]) -> LazyLoads:
    """What is done about a lazy load: what the relationship says, else the session."""
    if is_refused():
        return "refused"
    how: LazyLoads = info.get("lazy_loads", session.lazy_loads)
    return how


def _is_coroutine(session: Session) -> bool:
    """Whether nobody awaits what the session would send."""
    return session.get_bind().dialect.is_async and not in_greenlet()


def _is_read() -> bool:
    """Whether somebody reads the attribute, and it is not a flush or a cascade that needs it."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code not in (_GET, _FLUSH):
        frame = frame.f_back
    return frame is not None and frame.f_code is _GET
