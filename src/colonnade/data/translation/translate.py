"""From a driver's exception to one of `colonnade.errors`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, MetaData, Table, event
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import TimeoutError as NoConnectionInTime
from sqlalchemy.orm.exc import StaleDataError

from colonnade import errors
from colonnade.data.models.declaration import metadata_in_use
from colonnade.data.translation.codes import kind_of
from colonnade.data.translation.hush import hush
from colonnade.data.translation.names import check_named, fields
from colonnade.data.translation.not_finite import refusal
from colonnade.errors import ConnectionLost, DataError


def install(engine: Engine) -> None:
    """Let everything that goes through the engine raise errors of Colonnade.

    An answer without a name of its own, such as a syntax error, stays SQLAlchemy's. The driver's exception is the
    error's `__cause__`.
    """
    event.listen(engine, "handle_error", _translated)
    event.listen(engine, "do_connect", _connected)


class leaving:
    """Translate what SQLAlchemy itself raises, past the engine, when it leaves a unit of work.

    A class, as every unit enters one, and a generator would take several times as long.

    Raises:
        PoolTimeout: every connection was in use for too long.
        StaleUpdate: a versioned row was changed by somebody else.
    """

    def __enter__(self) -> None:
        """Nothing is done before something is raised."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, NoConnectionInTime):
            raise errors.PoolTimeout(
                "All connections to the database are in use.",
                remedy="Try again, or raise DATABASE_POOL_SIZE or DATABASE_MAX_OVERFLOW.",
            ) from error
        if isinstance(error, StaleDataError):
            raise stale() from error


@contextmanager
def of_driver(table: Table, dialect: Dialect) -> Iterator[None]:
    """Translate what a driver raises when it is used past SQLAlchemy.

    Args:
        table: the table that is written.
        dialect: the database's.
    """
    try:
        yield
    except Exception as error:
        kind = kind_of(error)
        if kind is None:
            raise
        nameless = issubclass(kind, errors.Unavailable)
        names = [] if nameless else fields(error, [table.metadata], dialect)
        if kind is errors.CheckViolation and not names:
            raise _broken(error, [table.metadata], dialect) from error
        hush(error)
        raise _said(kind, names, deletes=False) from error


def stale() -> errors.StaleUpdate:
    """The row has another version than the one that was read."""
    return errors.StaleUpdate(
        "Somebody else changed the row since it was read.",
        remedy="Read it again and repeat the change.",
    )


def _translated(context: ExceptionContext) -> Exception | None:
    """The error to raise instead; returned, as SQLAlchemy asks no other listener when one raises."""
    error = context.original_exception
    if not isinstance(
        error, Exception
    ):  # a cancelled task; SQLAlchemy closes the connection and lets it pass
        return None
    if isinstance(error, errors.InvalidValue):  # said where a value is made ready for the driver
        return error
    kind = ConnectionLost if context.is_disconnect else kind_of(error)
    if kind is None:
        return refusal(context)
    nameless = (errors.Unavailable, errors.ReadOnly)
    names = [] if issubclass(kind, nameless) else _fields(context, error)
    if kind is errors.CheckViolation and not names:
        return _broken(error, _metadata(context), context.dialect)
    hush(error)
    return _said(kind, names, deletes=_is_delete(context))


def _connected(
    dialect: Dialect, record: object, arguments: list[Any], keywords: dict[str, Any]
) -> DBAPIConnection:
    """Connect as SQLAlchemy would. Drivers raise what they like here, asyncpg a bare OSError."""
    try:
        return dialect.connect(*arguments, **keywords)
    except (dialect.loaded_dbapi.Error, OSError) as error:
        raise ConnectionLost(
            f"The {dialect.name} database cannot be reached.",
            remedy=_UNREACHABLE_FILE if dialect.name == "sqlite" else _UNREACHABLE_SERVER,
        ) from error


_UNREACHABLE_FILE = (
    "Is its folder there, and may this user write to it? Check the path in DATABASE_URL."
)
_UNREACHABLE_SERVER = (
    "Is it running? Check host, port, database name, user and password in DATABASE_URL."
)


def _fields(context: ExceptionContext, error: BaseException) -> list[str]:
    return fields(error, _metadata(context), context.dialect)


def _metadata(context: ExceptionContext) -> list[MetaData]:
    """The statement's own, or at COMMIT, where no statement is at hand, all that models use."""
    table = getattr(_statement(context), "table", None)
    metadata = getattr(table, "metadata", None)
    return [metadata] if metadata is not None else metadata_in_use()


def _statement(context: ExceptionContext) -> Any:
    compiled = getattr(context.execution_context, "compiled", None)
    return getattr(compiled, "statement", None)


def _is_delete(context: ExceptionContext) -> bool:
    return bool(getattr(_statement(context), "is_delete", False))


SENTENCES: dict[type[DataError], tuple[str, str]] = {
    errors.UniqueViolation: (
        "Another row already has this {}.",
        "Another row already has these values.",
    ),
    errors.ForeignKeyViolation: (
        "There is no row for this {}.",
        "A row that is pointed at is not there.",
    ),
    errors.NotNullViolation: ("A value is required for {}.", "A required value is missing."),
    errors.CheckViolation: (
        "The value of {} is not allowed.",
        "The values are not allowed together.",
    ),
    errors.ValueTooLong: ("The value of {} is too long.", "A value is too long."),
    errors.ValueOutOfRange: ("The value of {} is out of range.", "A value is out of range."),
    errors.InvalidValue: ("The value of {} is not valid.", "A value is not valid."),
    errors.ReadOnly: ("", "This session only reads, and the statement writes."),
    errors.Deadlock: ("", "Two transactions waited for each other; this one was rolled back."),
    errors.SerializationFailure: (
        "",
        "Another transaction changed the same rows; this one was rolled back.",
    ),
    errors.LockTimeout: ("", "Another transaction held a lock for too long."),
    errors.StatementTimeout: ("", "The statement took longer than it may."),
    errors.ConnectionLost: ("", "The connection to the database is gone."),
}
"""What happened: with the field's name, and without one."""


REMEDIES: dict[type[DataError], str] = {
    errors.ReadOnly: "Write in a session without read_only=True, and to the primary.",
}


def _broken(
    error: BaseException, metadata: list[MetaData], dialect: Dialect
) -> errors.CheckViolation:
    """A CHECK over several columns was broken; its name says which."""
    check = check_named(error, metadata, dialect)
    hush(error)
    message = SENTENCES[errors.CheckViolation][1]
    return errors.CheckViolation(f"{message[:-1]}: {check}." if check else message)


def _said(kind: type[DataError], names: list[str], *, deletes: bool) -> DataError:
    if kind is errors.ForeignKeyViolation and deletes:
        return kind("Other rows still point at this row.")
    with_field, without = SENTENCES[kind]
    field = ", ".join(names) or None
    message = with_field.format(field) if field and with_field else without
    remedy = REMEDIES.get(kind, "Try again." if issubclass(kind, errors.Unavailable) else "")
    return kind(message, field, remedy)
