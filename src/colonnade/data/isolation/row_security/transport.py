"""The owner of a transaction, told to PostgreSQL in the same message as BEGIN.

The rule here: the setting is local to its transaction. So it is gone when the transaction ends, it survives a failed
savepoint, and behind PgBouncer in transaction mode it reaches nobody else. It costs no round trip, because BEGIN is
one message already. A transaction that nobody told anything sees no owner's rows.

Only digits, letters of hexadecimal numbers and hyphens are put into the text: a key that is a text travels as the
hexadecimal digits of its bytes.
"""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, RootTransaction, Table, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import PoolProxiedConnection

from colonnade.data.history.acting import Acting
from colonnade.data.isolation.row_security.expressions import setting_name
from colonnade.data.isolation.scope import OwnerKey, Scope
from colonnade.errors import OutOfScope

INSTALLED = "colonnade_row_security"
"""The execution option of an engine whose transactions tell PostgreSQL their owner."""

_EVERYONE = "colonnade_everyone"
_REFUSED = "42501"
_TAKE_ROLE = "SELECT set_config('role', session_user || '_everyone', true)"


def connect_arguments(driver: str) -> dict[str, Any]:
    """What a driver is connected with: asyncpg takes a class of its own, whose BEGIN says more."""
    if driver != "asyncpg":
        return {}
    from colonnade.data.isolation.row_security.asyncpg_connection import AdditiveConnection

    return {"connection_class": AdditiveConnection}


def install(engine: Engine) -> None:
    """Prepare a PostgreSQL engine, so that the engines of its sessions can tell their owner; see `tell`."""
    engine.update_execution_options(**{INSTALLED: True})
    event.listen(engine, "handle_error", _raise_out_of_scope)


def prepare(engine: Engine) -> None:
    """Prepare an engine for telling; nobody takes over what a transaction without a statement would have said."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "checkin", _forget)
    if engine.dialect.driver == "psycopg":
        _psycopg().connect_additively(engine.dialect)


class TellingConnection(Connection):
    """A connection whose transactions begin with their owner.

    An event of the engine would do the same, and make SQLAlchemy look for listeners at every step of every statement.
    """

    def _begin_impl(self, transaction: RootTransaction) -> None:
        leave_for_begin(self.connection, self.engine)
        super()._begin_impl(transaction)


def leave_for_begin(raw: PoolProxiedConnection, engine: Engine) -> None:
    """Leave what a transaction says with the driver, which begins along with the first statement.

    Args:
        raw: the connection.
        engine: whose transaction it is.
    """
    driver: Any = raw.driver_connection
    if not hasattr(driver.__class__, "said_at_begin"):
        _psycopg().make_additive(driver)
    driver.said_at_begin = preamble(engine)


def tell(engine: Engine) -> Engine:
    """Let the connections of a derived engine tell their owner, where row security is on; gives the engine."""
    if engine.get_execution_options().get(INSTALLED):
        engine._connection_cls = TellingConnection
    return engine


def for_everyone(engine: Engine) -> Engine:
    """The engine of a session for `EVERYONE`: with row security its transactions take the role for it."""
    if not engine.get_execution_options().get(INSTALLED):
        return engine
    return tell(engine.execution_options(**{_EVERYONE: True}))


def preamble(engine: Engine) -> str:
    """What follows BEGIN: the settings of the transaction; empty when there is nobody to name.

    Args:
        engine: the engine whose transaction begins. Its scope decides, and no option of a connection.
    """
    acting: Acting | None = getattr(engine, "acting", None)
    said = (_owner_of(engine), "" if acting is None else acting.settings)
    return "; ".join(statement for statement in said if statement)


def _owner_of(engine: Engine) -> str:
    installed = engine.get_execution_options()
    if not installed.get(INSTALLED):
        return ""
    scope: Scope | None = getattr(engine, "scope", None)
    if scope is not None:
        return "; ".join(setting(owner, of) for of, owner in scope.keys)
    return _TAKE_ROLE if installed.get(_EVERYONE) else ""


def setting(owner: OwnerKey, of: Table | None = None) -> str:
    """The statement that sets an owner for the rest of the transaction.

    Args:
        owner: its key.
        of: its table; None where the application has one only.
    """
    name = setting_name(of)
    if isinstance(owner, str):
        digits = str.encode(owner).hex()
        return f"SELECT set_config('{name}', convert_from(decode('{digits}', 'hex'), 'UTF8'), true)"
    # A subclass may print itself as it likes.
    text = str(UUID(int=owner.int)) if isinstance(owner, UUID) else int.__repr__(owner)
    return f"SET LOCAL {name} = '{text}'"


def _raise_out_of_scope(context: ExceptionContext) -> None:
    """Say what PostgreSQL means when a policy or a missing right refuses a statement."""
    error = context.original_exception
    if getattr(error, "sqlstate", None) == _REFUSED:
        raise OutOfScope(
            "PostgreSQL refused a statement: a row would belong to another owner, or the application's role lacks a right.",
            "Write rows of the session's owner only. A new table needs its policies and grants: see keep_row_security.",
        ) from error


@cache
def _psycopg() -> Any:
    """What makes psycopg's connections additive, loaded when it is there."""
    from colonnade.data.isolation.row_security import psycopg_connection

    return psycopg_connection


def _forget(connection: Any, record: Any) -> None:
    if connection is not None:
        record.driver_connection.said_at_begin = ""
