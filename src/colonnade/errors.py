"""Every error that Colonnade raises, in one tree.

    ColonnadeError
    ├── UsageError                  the input or the set-up is wrong; the command line exits with 2
    │   ├── SourceError             a schema source cannot be read
    │   │   └── InvalidSource       ... and these are its mistakes, one finding each
    │   ├── TargetError             a folder or file cannot be written
    │   └── ConfigurationError      a URL, a driver, a setting or an extra is missing or wrong
    ├── ModelError                  a model class says something that cannot be made to work
    ├── LazyLoadRefused             an attribute was not loaded along, and cannot or may not be loaded later
    ├── MigrationError              a revision, or the environment of the migrations, is wrong
    ├── DataError                   what a database or a statement answered; carries an HTTP status
    │   ├── NotFound                404
    │   ├── InvalidQuery            400  unknown sort or filter, broken cursor
    │   ├── ReadOnly                500  a write in a session that only reads
    │   ├── Conflict                409
    │   │   ├── UniqueViolation
    │   │   ├── ForeignKeyViolation
    │   │   └── StaleUpdate         412 when the client sent If-Match
    │   ├── InvalidValue            422
    │   │   ├── NotNullViolation
    │   │   ├── CheckViolation
    │   │   ├── ValueTooLong
    │   │   └── ValueOutOfRange
    │   └── Unavailable             503, worth a retry
    │       ├── Deadlock
    │       ├── SerializationFailure
    │       ├── LockTimeout
    │       ├── StatementTimeout
    │       ├── ConnectionLost
    │       └── PoolTimeout
    └── IsolationError              a statement or an object would cross the owner's scope
        ├── ScopeRequired
        ├── UnclassifiedTable
        ├── RawSQLRefused
        ├── OutOfScope
        └── NotProtected

Each error says what happened in the user's own names and, as its remedy, what to do. None carries a value of a row
or a credential.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from colonnade.findings import Finding


class ColonnadeError(Exception):
    """What happened, and what to do about it.

    Args:
        message: what happened, in the user's own names.
        remedy: what to do; empty when the message says it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class UsageError(ColonnadeError):
    """The input or the set-up is wrong; the command line exits with 2."""


class SourceError(UsageError):
    """A schema source cannot be read."""


class InvalidSource(SourceError):
    """A schema source was read and holds mistakes.

    Args:
        findings: the mistakes, each with its place, in the order of the source.
    """

    def __init__(self, findings: Sequence["Finding"]) -> None:
        super().__init__(
            f"{len(findings)} mistake{'s' if len(findings) != 1 else ''} in the source"
        )
        self.findings = tuple(findings)


class TargetError(UsageError):
    """A folder or file cannot be written."""


class ConfigurationError(UsageError):
    """A URL, a driver, a setting or an extra is missing or wrong."""


class ModelError(ColonnadeError):
    """A model class says something that cannot be made to work."""


class LazyLoadRefused(ColonnadeError):
    """An attribute was not loaded along, and cannot be loaded in a coroutine, or may not be loaded later."""


class MigrationError(ColonnadeError):
    """A revision, or the environment of the migrations, is wrong."""


class DataError(ColonnadeError):
    """What a database or a statement answered.

    Args:
        message: what happened, without the values of the row.
        field: the model's field that the answer is about, when the database names one.
        remedy: what to do; empty when the message says it.
    """

    status: ClassVar[int] = 500

    def __init__(self, message: str, field: str | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.field = field


class NotFound(DataError):
    """No row with this key, or none that this scope may see."""

    status = 404


class InvalidQuery(DataError):
    """A sort, a filter or a cursor that the model does not allow."""

    status = 400


class ReadOnly(DataError):
    """A write in a session that only reads, or on a server that only reads."""


class Conflict(DataError):
    """The row is at odds with another row."""

    status = 409


class UniqueViolation(Conflict):
    """Another row already has this value."""


class ForeignKeyViolation(Conflict):
    """The row points at a row that is not there, or other rows still point at it."""


class StaleUpdate(Conflict):
    """Somebody else changed the row since it was read."""


class InvalidValue(DataError):
    """The database refuses the value."""

    status = 422


class NotNullViolation(InvalidValue):
    """A value is required."""


class CheckViolation(InvalidValue):
    """A CHECK constraint refuses the row."""


class ValueTooLong(InvalidValue):
    """The text is longer than its column."""


class ValueOutOfRange(InvalidValue):
    """The number or date does not fit its column."""


class Unavailable(DataError):
    """The database could not answer now; the same request may succeed later."""

    status = 503


class Deadlock(Unavailable):
    """Two transactions waited for each other; this one was rolled back."""


class SerializationFailure(Unavailable):
    """The transaction could not be serialised and was rolled back."""


class LockTimeout(Unavailable):
    """Another transaction held a lock for too long."""


class StatementTimeout(Unavailable):
    """The statement took longer than it may."""


class ConnectionLost(Unavailable):
    """The connection to the database is gone, or none could be made."""


class PoolTimeout(Unavailable):
    """Every connection of the pool was in use for too long."""


class IsolationError(ColonnadeError):
    """A statement or an object would cross the owner's scope."""


class ScopeRequired(IsolationError):
    """An owned model was used in a session that names no owner."""


class UnclassifiedTable(IsolationError):
    """A table in a scoped session that is neither owned nor shared."""


class RawSQLRefused(IsolationError):
    """Text that nobody vouched for, in a scoped session."""


class OutOfScope(IsolationError):
    """A row of another owner would be written, taken over or pointed at.

    Args:
        message: what happened, without the values of the row.
        remedy: what to do; empty when the message says it.
        field: the model's field that points at such a row; None where it is about no single one.
    """

    def __init__(self, message: str, remedy: str = "", field: str | None = None) -> None:
        super().__init__(message, remedy)
        self.field = field


class NotProtected(IsolationError):
    """Row security was asked for, and the database does not have it as the models say."""
