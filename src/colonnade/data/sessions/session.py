"""The session: one owner, deleted rows out of sight, and one `with` is one unit of work."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, event
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, with_loader_criteria
from sqlalchemy.orm.session import _SessionCloseState
from sqlmodel import Session, col

from colonnade.data import translation
from colonnade.data.isolation.scope import Everyone, OwnerKey, Owners
from colonnade.data.isolation.session import ScopedSession
from colonnade.data.sessions.begun import Begun
from colonnade.data.traits.soft_deleted import SoftDeleted
from colonnade.data.watch import lazy
from colonnade.data.watch.lazy import LazyLoads
from colonnade.data.watch.memory import LazyLoading, written

INCLUDE_DELETED = "include_deleted"

_leaving = translation.leaving()

Owner = OwnerKey | Owners | Everyone | None
"""Whose rows a session may see: an owner's key, several by their models, `EVERYONE`, or None for shared rows only."""


class DataSession(ScopedSession):
    """A SQLModel session that keeps its scope, hides soft-deleted rows and raises errors of Colonnade.

    Attributes:
        include_deleted: whether it shows soft-deleted rows.
        lazy_loads: what reading a relationship does that was not loaded along.
        wrote: whether something was, or may have been, written.
    """

    def __init__(
        self,
        bind: Any = None,
        *,
        include_deleted: bool = False,
        lazy_loads: LazyLoads = "siblings",
        **options: Any,
    ) -> None:
        self.include_deleted = include_deleted
        self.lazy_loads = lazy_loads
        self.wrote = False
        super().__init__(bind, **options)

    @cached_property
    def lazy_loading(self) -> LazyLoading:
        """What the session knows of its lazy loads."""
        return LazyLoading()

    @property
    def is_used(self) -> bool:
        """Whether there is anything to close: a transaction, or rows that it knows."""
        return self.in_transaction() or bool(self.identity_map)

    def end(self) -> None:
        """Let nothing begin any more: nobody would commit it, and nobody give its connection back."""
        self._close_state = _SessionCloseState.CLOSED

    def connection(self, *args: Any, **options: Any) -> Any:
        """As `Session.connection`; whoever takes the connection may write."""
        may_write(self)
        return super().connection(*args, **options)

    def get_transaction(self) -> SessionTransaction | None:
        """As `Session.get_transaction`."""
        begun: Any = self._transaction
        if type(begun) is Begun:
            begun.with_bookkeeping()
        return super().get_transaction()

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        with _leaving:
            super().flush(objects)

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """As `Session.get`; a deleted row that the session has in memory is not found either."""
        found = super().get(entity, ident, **options)
        deleted = isinstance(found, SoftDeleted) and found.deleted_at is not None
        said = options.get("execution_options") or {}
        wanted = said.get(INCLUDE_DELETED, self.include_deleted)
        return None if deleted and not wanted else found


def may_write(session: Any) -> None:
    """Note that the unit may write from now on."""
    session.wrote = True
    written(session)


@event.listens_for(DataSession, "do_orm_execute")
def hide_deleted(state: ORMExecuteState) -> None:
    """Leave deleted rows out of what this statement reads or changes, wherever the model stands in it."""
    session: Any = state.session
    wanted = state.execution_options.get(INCLUDE_DELETED, session.include_deleted)
    if state.is_column_load or wanted or _is_told(state):
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = _without_deleted(state.statement)


lazy.install(DataSession)  # after what leaves deleted rows out, which holds for siblings as well

_alive: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def _without_deleted(statement: Any) -> Any:
    """The statement that leaves deleted rows out: the same one each time, so that its cache key is made once."""
    found = _alive.get(statement)
    if found is None:
        found = _alive[statement] = statement.options(ALIVE)
    return found


@event.listens_for(DataSession, "do_orm_execute")
def note_writes(state: ORMExecuteState) -> None:
    """Remember that the unit has written; text may write as well."""
    if not state.is_select:
        state.session.wrote = True  # type: ignore[attr-defined]


@event.listens_for(DataSession, "after_flush")
def note_flush(session: DataSession, context: object) -> None:
    """Remember that the unit has written."""
    session.wrote = True


def _is_told(state: ORMExecuteState) -> bool:
    """Whether the statement loads a relationship and has the criteria from the statement that read its parents."""
    if not state.is_select or not state.is_relationship_load:
        return False
    parent = state.lazy_loaded_from
    return parent is None or ALIVE in parent.load_options


def _not_deleted(cls: type[SoftDeleted]) -> ColumnElement[bool]:
    return col(cls.deleted_at).is_(None)


# A function with a name, not a lambda: rows carry the option, and rows are pickled.
ALIVE = with_loader_criteria(SoftDeleted, _not_deleted, include_aliases=True)
"""The option that leaves deleted rows out of a statement."""


class unit_of_work:
    """Commit at the end, and roll back when the block or the commit fails.

    A session that began no transaction has nothing to commit: what is added to it or changed in it begins one. A class,
    as every unit enters one, and a generator would take several times as long.

    Args:
        session: the session, which is closed at the end.
        wrote: what is told when the unit has, or may have, written; None for nobody.
    """

    def __init__(self, session: DataSession, wrote: Callable[[], None] | None = None) -> None:
        self._session = session
        self._wrote = wrote

    def __enter__(self) -> Session:
        return self._session

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        with _leaving:
            self._end(failed=error is not None)
        if error is not None:
            _leaving.__exit__(kind, error, trace)
        elif self._wrote is not None and self._session.wrote:
            self._wrote()

    def _end(self, *, failed: bool) -> None:
        session = self._session
        try:
            if not failed:
                finish(session)
        except BaseException:
            failed = True
            raise
        finally:
            try:
                if failed:
                    session.rollback()
            finally:
                if session.is_used:
                    session.close()
                session.end()


def finish(session: DataSession) -> None:
    """Commit what the session did, if it did anything."""
    transaction: Any = session._transaction
    if type(transaction) is Begun and session._is_clean():
        transaction.end()
    elif transaction is not None:
        session.commit()
