"""A session's transaction before SQLAlchemy's bookkeeping of it.

A `SessionTransaction` remembers which objects a rollback must undo. That takes longer than a short statement, and a unit
that only ran prepared statements has no such objects. So its transaction is a connection of the pool and no more. It stands
where the session keeps its `SessionTransaction`; whoever uses it as one, as every method of the session does, gets a real
one, which goes on with the same connection.
"""

from functools import cached_property
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Mapper, Session, SessionTransaction
from sqlalchemy.orm.session import _SessionCloseState
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import greenlet_spawn

from colonnade.data.compiled.driver import committed
from colonnade.data.isolation.row_security.transport import TellingConnection, leave_for_begin
from colonnade.data.sessions.listeners import application_hears, is_heard, is_ours


class Begun:
    """A transaction with nothing to undo but what the database undoes.

    Args:
        session: a session without a transaction, whose transaction it becomes.
        engine: the engine of the session.

    Attributes:
        engine: the engine.
        raw: the connection where its statements run, as the pool gives it.
    """

    def __init__(self, session: Any, engine: Engine) -> None:
        self.engine = engine
        self.raw = (
            engine.raw_connection() if _begins_by_itself(engine) else self.connection.connection
        )
        if engine._connection_cls is TellingConnection:
            leave_for_begin(self.raw, engine)
        self._session = session
        self._made: SessionTransaction | None = None
        session._transaction = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.with_bookkeeping(), name)

    @cached_property
    def connection(self) -> Connection:
        """SQLAlchemy's connection, with its transaction."""
        raw = self.__dict__.get("raw")
        kind = self.engine._connection_cls
        made = self.engine.connect() if raw is None else kind(self.engine, raw)
        made.begin()
        return made

    def with_bookkeeping(self) -> SessionTransaction:
        """The same transaction as SQLAlchemy's, which takes its place."""
        if self._made is None:
            session, connection = self._session, self.connection
            session._transaction = None
            self._made = session._autobegin_t()
            entry: Any = (connection, connection.get_transaction(), True, True)
            self._made._connections[connection] = entry
            self._made._connections[connection.engine] = entry
        return self._made

    def end(self) -> None:
        """Commit, and give the connection back.

        Raises:
            DataError: what the database answered; the transaction is to be rolled back.
        """
        if "connection" in self.__dict__:
            self.connection.commit()
        else:
            self._commit()
        self._give_back()

    @property
    def ends_awaited(self) -> bool:
        """Whether `awaited_end` does for an async driver: nothing else waits for the database when a connection goes back."""
        pool: Any = self.engine.pool
        return (
            "connection" not in self.__dict__
            and isinstance(pool, AsyncAdaptedQueuePool)
            and pool._max_overflow == 0
            and not pool.dispatch.reset
            and all(map(is_ours, pool.dispatch.checkin))
        )

    async def awaited_end(self) -> None:
        """As `end`, without the greenlet in which SQLAlchemy waits, which takes as long as to commit."""
        raw: Any = self.raw
        try:
            await committed(raw.dbapi_connection, self.engine.dialect)
        except BaseException as error:
            await greenlet_spawn(self._refused, raw.dbapi_connection, error)
        self._give_back()

    def _commit(self) -> None:
        try:
            self.engine.dialect.do_commit(self.raw)
        except BaseException as error:
            self._fail(error)

    def _refused(self, adapted: Any, error: BaseException) -> None:
        """What SQLAlchemy's adapter of a driver does with its error, and then SQLAlchemy."""
        try:
            if isinstance(error, Exception):
                adapted._handle_exception(error)
            raise error
        except BaseException as translated:
            self._fail(translated)

    def _fail(self, error: BaseException) -> NoReturn:
        at: Any = self.connection
        at._handle_dbapi_exception(error, None, None, None, None)
        raise error

    def _give_back(self) -> None:
        self._session._transaction = None
        # What has just been committed need not be rolled back as well.
        raw: Any = self.raw
        raw._close_special(transaction_reset=True)


def transaction_of(session: Session, mapper: Mapper[Any]) -> Begun | Connection:
    """Where a session's transaction is, which begins if it has not; what is pending is flushed before.

    Args:
        session: the session.
        mapper: of the model that is read or written.
    """
    if session.autoflush and not session._is_clean():
        session.flush()
    transaction: Any = session._transaction
    if type(transaction) is Begun:
        return transaction
    if transaction is None and not is_over(session) and not _needs_bookkeeping(session):
        bind = session.get_bind(mapper)
        if isinstance(bind, Engine):
            return Begun(session, bind)
    # Not the session's own method, by which it learns that somebody may write.
    return Session.connection(session, bind_arguments={"mapper": mapper})


def is_over(session: Session) -> bool:
    """Whether the session's unit has ended, behind which SQLAlchemy refuses a transaction."""
    return session._close_state is _SessionCloseState.CLOSED


_TRANSACTIONS = (
    "engine_connect",
    "set_connection_execution_options",
    "begin",
    "commit",
    "rollback",
)


_KNOWN = (Connection, TellingConnection)
"""The classes of connections of which it is known what their transactions begin with."""


def _begins_by_itself(engine: Engine) -> bool:
    """Whether the driver begins with the first statement, and nobody sees to what SQLAlchemy's connection would do.

    So it is with the drivers of PostgreSQL, which are left what a transaction tells. Somebody is who listens or logs.
    """
    return not (
        engine.dialect.name != "postgresql"
        or Connection._has_events
        or is_heard(engine, None, _TRANSACTIONS)
        or engine.echo
        or engine._connection_cls not in _KNOWN
    )


_BOOKKEEPING = (
    "after_transaction_create",
    "after_begin",
    "before_commit",
    "after_commit",
    "after_transaction_end",
)


def _needs_bookkeeping(session: Session) -> bool:
    """Whether the application wants to see it, or options are to be set on the connection."""
    return bool(session.execution_options) or application_hears(session, _BOOKKEEPING)


def nobody_sees(session: Session, engine: Engine) -> bool:
    """Whether a unit of one statement can do without a transaction of its own: nobody would hear of it or say something."""
    bare = engine._connection_cls is Connection
    return bare and _begins_by_itself(engine) and not _needs_bookkeeping(session)
