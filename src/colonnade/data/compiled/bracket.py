"""Where a read runs: in the transaction of its session, or without one.

A session that has not begun a transaction does not begin one for a read on PostgreSQL at READ COMMITTED. There every
statement sees what was committed when it began, inside a transaction as outside of one, so a transaction would
only add BEGIN and ROLLBACK: two round trips to one. It is begun all the same where it could make a difference: at
any other isolation level, on other databases (a transaction of MariaDB or SQLite reads from one snapshot), when
something listens to its beginning, where it tells the owner to row security, for a session on one connection, and for
conditions with a function that may do more than read. So nothing is lost in a read-only session either.

A read without a transaction is repeated once when its connection turns out to be dead, so that a server's restart is
not noticed; and when PostgreSQL refuses a prepared statement because a column has got another type since, so that a
migration is not. Inside a transaction nothing is repeated.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import NotSupportedError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from colonnade.data.compiled.driver import Answer, forget_plans, set_autocommit
from colonnade.data.compiled.makers import Processors
from colonnade.data.compiled.prepared import Prepared
from colonnade.data.isolation.row_security import transport
from colonnade.data.sessions.begun import Begun, is_over, nobody_sees, transaction_of
from colonnade.data.sessions.listeners import application_hears, is_heard
from colonnade.data.sessions.session import may_write
from colonnade.data.watch.watchers import Sending, Watcher, watchers_of
from colonnade.errors import ConnectionLost

R = TypeVar("R")

Rows = tuple[Sequence[Any], Processors]
"""Rows, and what makes Python values of theirs."""

Mappings = list[dict[str, Any]]
"""The values of each row by name."""

_LISTENERS = ("before_execute", "after_execute", "before_cursor_execute", "after_cursor_execute")


class _Impure(Exception):
    """The statement may do more than read, and wants its session's transaction."""


class Reader:
    """Runs prepared statements.

    Args:
        engine: the engine of the session, with its scope.
        raw: its connection as the pool gives it.
        transaction: the session's, or None.
    """

    def __init__(
        self,
        engine: Engine,
        raw: PoolProxiedConnection,
        transaction: Begun | Connection | None = None,
    ) -> None:
        self.engine = engine
        self.dialect = engine.dialect
        self._raw = raw
        self._transaction = transaction

    def rows(
        self,
        prepared: Prepared,
        binds: Sequence[BindParameter[Any]] = (),
        named: Mapping[str, Any] | None = None,
    ) -> Rows:
        """The rows of a statement.

        Args:
            prepared: compiled for the dialect of this engine.
            binds: the parameters in its conditions, as `Prepared.values` takes them.
            named: the others.
        """
        if self._transaction is None and not (prepared.pure or prepared.execution):
            raise _Impure
        values = prepared.values(binds, named or {})
        watchers = self._watchers() if prepared.direct else None
        if watchers is None:
            return self._at_connection().execute(
                prepared.statement, values
            ).all(), prepared.processed
        rows, _ = self._sent(prepared, values, watchers)
        return rows, prepared.results

    def passes(self, prepared: Prepared) -> bool:
        """Whether a statement goes past SQLAlchemy's connection: it can, and nobody listens to that."""
        return prepared.direct and self._watchers() is not None

    def changed(self, prepared: Prepared, values: Mapping[str, Any]) -> int:
        """How many rows a statement that writes has changed."""
        watchers = self._watchers() if prepared.direct else None
        if watchers is None:
            return self._at_connection().execute(prepared.statement, values).rowcount
        _, changed = self._sent(prepared, values, watchers)
        return changed

    def _sent(
        self, prepared: Prepared, values: Mapping[str, Any], watchers: Sequence[Watcher]
    ) -> Answer:
        named = prepared.named_parameters(self.engine, values)
        parameters = prepared.sent(named)
        for watcher in watchers:
            watcher.note(self.engine, prepared.text, parameters, Sending(prepared.compiled, named))
        try:
            return prepared.send(self._raw, prepared, parameters)
        except BaseException as error:
            # Exactly what SQLAlchemy does with an error of its own executions: translation, and closing what is dead.
            at: Any = self._at_connection()
            at._handle_dbapi_exception(error, prepared.text, parameters, None, prepared.execution)
            raise

    def _watchers(self) -> Sequence[Watcher] | None:
        """Who is to be told of a statement; None where it must go through SQLAlchemy's connection to be heard of."""
        at = self._transaction
        # What has just been begun is known to nobody else.
        if _is_listened_to(self.engine, None if isinstance(at, Begun) else at):
            return None
        return watchers_of(self.engine)

    def _at_connection(self) -> Connection:
        at = self._transaction
        if at is None:
            return Connection(self.engine, self._raw)
        return at.connection if isinstance(at, Begun) else at


def read(session: Session, mapper: Any, operation: Callable[[Reader], R]) -> R:
    """Run an operation that reads.

    Args:
        session: the session, of which pending changes are written first.
        mapper: of the model that is read.
        operation: what to do; it may be called twice.

    Raises:
        DataError: what the database answered.
    """
    bind = session.get_bind(mapper)
    if (
        session.in_transaction()
        or is_over(session)
        or not isinstance(bind, Engine)
        or _transaction_matters(session, bind)
    ):
        return operation(in_transaction(session, mapper))
    try:
        return _without_transaction(bind, operation)
    except ConnectionLost:
        return _without_transaction(bind, operation)
    except _Impure:
        return operation(in_transaction(session, mapper))


def can_stand_alone(session: Session, mapper: Any) -> bool:
    """Whether one statement that writes can be all of a session's unit, without a transaction around it.

    Args:
        session: the session.
        mapper: of the model that is written.
    """
    bind = session.get_bind(mapper)
    return (
        isinstance(bind, Engine)
        and not (session.in_transaction() or is_over(session) or _differs(bind))
        and session._is_clean()
        and nobody_sees(session, bind)  # its beginning neither
        and not bind.get_execution_options().get(_READ_ONLY)
    )


_READ_ONLY = "postgresql_readonly"


def by_itself(session: Session, mapper: Any, operation: Callable[[Reader], R]) -> R:
    """Run the one statement that is all of a session's unit, and is committed with it.

    Args:
        session: the session, of which `can_stand_alone` says that it can.
        mapper: of the model that is written.
        operation: what to do; it is called twice only if the first statement did nothing.

    Raises:
        DataError: what the database answered.
    """
    may_write(session)
    return _without_transaction(session.get_bind(mapper), operation)  # type: ignore[arg-type]


_OPTIONS = frozenset({"isolation_level", "postgresql_deferrable", transport.INSTALLED})
"""Options of an engine by which its transactions differ from a statement alone."""

_BEGINNINGS = ("after_begin", "after_transaction_create")


def _transaction_matters(session: Session, engine: Engine) -> bool:
    return bool(
        _differs(engine)
        or is_heard(engine, None, ("begin",))
        or application_hears(session, _BEGINNINGS)
    )


def _differs(engine: Engine) -> bool:
    """Whether a statement in a transaction is not the same as one by itself."""
    dialect = engine.dialect
    return bool(
        dialect.name != "postgresql"
        or getattr(dialect, "default_isolation_level", None) != "READ COMMITTED"
        or dialect._on_connect_isolation_level
        or not _OPTIONS.isdisjoint(engine.get_execution_options())
    )


def is_watched(engine: Engine, connection: Connection | None) -> bool:
    """Whether something listens to statements, which it then must hear of."""
    return bool(engine.dialect.dispatch.do_execute) or _is_listened_to(engine, connection)


def _is_listened_to(engine: Engine, connection: Connection | None) -> bool:
    """Whether something listens to what SQLAlchemy's connection tells."""
    return bool(engine.echo) or is_heard(engine, connection, _LISTENERS)


def in_transaction(session: Session, mapper: Any) -> Reader:
    """What runs statements in the transaction of a session, which begins if it has not.

    Args:
        session: the session, of which pending changes are written first.
        mapper: of the model that is read or written.
    """
    at = transaction_of(session, mapper)
    raw = at.raw if isinstance(at, Begun) else at.connection
    return Reader(at.engine, raw, at)


def _without_transaction(engine: Engine, operation: Callable[[Reader], R]) -> R:
    connection = engine.raw_connection()
    try:
        set_autocommit(connection, engine.dialect, on=True)
        return _with_new_plans(connection, operation, Reader(engine, connection))
    finally:
        _give_back(connection, engine.dialect)


def _with_new_plans(
    connection: PoolProxiedConnection, operation: Callable[[Reader], R], reader: Reader
) -> R:
    """Run an operation, and once more with statements that are prepared anew if those that were do not fit any more."""
    try:
        return operation(reader)
    except NotSupportedError:
        forget_plans(connection)
        return operation(reader)


def _give_back(connection: PoolProxiedConnection, dialect: Dialect) -> None:
    """Return a connection to the pool as it was; not at all when it is dead, or nobody knows what it does."""
    if not connection.is_valid:
        return
    try:
        set_autocommit(connection, dialect, on=False)
    except BaseException:
        connection.invalidate()
        raise
    # A statement by itself leaves no transaction to roll back.
    connection._close_special(transaction_reset=True)
