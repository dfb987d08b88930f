"""What a driver's code means. Codes decide: SQLSTATE, MariaDB's error number, SQLite's error name; never a text."""

from colonnade import errors
from colonnade.errors import DataError

SQLSTATES: dict[str, type[DataError]] = {
    "23505": errors.UniqueViolation,
    "23P01": errors.UniqueViolation,  # an exclusion constraint: unique in a wider sense
    "23503": errors.ForeignKeyViolation,
    "23001": errors.ForeignKeyViolation,  # ON DELETE RESTRICT
    "23502": errors.NotNullViolation,
    "23514": errors.CheckViolation,
    "22001": errors.ValueTooLong,
    "22003": errors.ValueOutOfRange,
    "22008": errors.ValueOutOfRange,  # a date or time
    "40P01": errors.Deadlock,
    "40001": errors.SerializationFailure,
    "55P03": errors.LockTimeout,
    "25006": errors.ReadOnly,
    "57014": errors.StatementTimeout,
    "57P01": errors.ConnectionLost,  # the server shuts down, or an administrator ended the connection
    "57P02": errors.ConnectionLost,
    "57P03": errors.ConnectionLost,
    "53300": errors.ConnectionLost,  # too many connections
}
"""PostgreSQL, by psycopg and asyncpg. Classes 08 and 22 are filled up by `of_sqlstate`."""

MYSQL: dict[int, type[DataError]] = {
    1062: errors.UniqueViolation,
    1586: errors.UniqueViolation,
    1216: errors.ForeignKeyViolation,
    1217: errors.ForeignKeyViolation,
    1451: errors.ForeignKeyViolation,
    1452: errors.ForeignKeyViolation,
    1048: errors.NotNullViolation,
    1364: errors.NotNullViolation,
    3819: errors.CheckViolation,  # MySQL
    4025: errors.CheckViolation,  # MariaDB
    1406: errors.ValueTooLong,
    1264: errors.ValueOutOfRange,
    1690: errors.ValueOutOfRange,
    1265: errors.InvalidValue,  # data truncated: not a member of the ENUM
    1292: errors.InvalidValue,
    1366: errors.InvalidValue,
    1213: errors.Deadlock,
    1020: errors.SerializationFailure,  # the record has changed since it was read
    1205: errors.LockTimeout,
    1969: errors.StatementTimeout,  # MariaDB
    3024: errors.StatementTimeout,  # MySQL
    1290: errors.ReadOnly,  # the server runs with --read-only
    1792: errors.ReadOnly,
    1040: errors.ConnectionLost,
    1203: errors.ConnectionLost,
    1927: errors.ConnectionLost,  # the connection was killed
    2002: errors.ConnectionLost,
    2003: errors.ConnectionLost,
    2006: errors.ConnectionLost,
    2013: errors.ConnectionLost,
    2055: errors.ConnectionLost,
}
"""MySQL and MariaDB, by PyMySQL and asyncmy."""

SQLITE: dict[str, type[DataError]] = {
    "SQLITE_CONSTRAINT_UNIQUE": errors.UniqueViolation,
    "SQLITE_CONSTRAINT_PRIMARYKEY": errors.UniqueViolation,
    "SQLITE_CONSTRAINT_ROWID": errors.UniqueViolation,
    "SQLITE_CONSTRAINT_FOREIGNKEY": errors.ForeignKeyViolation,
    "SQLITE_CONSTRAINT_TRIGGER": errors.ForeignKeyViolation,  # ON DELETE RESTRICT; or see `kind_of`
    "SQLITE_CONSTRAINT_NOTNULL": errors.NotNullViolation,
    "SQLITE_CONSTRAINT_CHECK": errors.CheckViolation,
    "SQLITE_CONSTRAINT_DATATYPE": errors.InvalidValue,
    "SQLITE_MISMATCH": errors.InvalidValue,
    "SQLITE_TOOBIG": errors.ValueTooLong,
    "SQLITE_BUSY_SNAPSHOT": errors.SerializationFailure,  # read, and somebody else wrote since
    "SQLITE_BUSY": errors.LockTimeout,
    "SQLITE_BUSY_RECOVERY": errors.LockTimeout,
    "SQLITE_BUSY_TIMEOUT": errors.LockTimeout,
    "SQLITE_LOCKED": errors.LockTimeout,
    "SQLITE_LOCKED_SHAREDCACHE": errors.LockTimeout,
    "SQLITE_READONLY": errors.ReadOnly,
    "SQLITE_READONLY_DBMOVED": errors.ReadOnly,
    "SQLITE_INTERRUPT": errors.StatementTimeout,
    "SQLITE_CANTOPEN": errors.ConnectionLost,
}
"""SQLite, by sqlite3 and aiosqlite."""


def kind_of(error: BaseException) -> type[DataError] | None:
    """The error to raise instead; None for an answer that has no name here, such as a syntax error."""
    if isinstance(error, OverflowError):  # an integer that SQLite's driver cannot send
        return errors.ValueOutOfRange
    name = getattr(error, "sqlite_errorname", None)
    if name is not None:
        # SQLite has one code for all triggers; ours begin what they say with an SQLSTATE.
        state = str(error).partition(":")[0] if name == "SQLITE_CONSTRAINT_TRIGGER" else ""
        return SQLSTATES.get(state, SQLITE.get(name))
    if error.args and isinstance(error.args[0], int):
        return MYSQL.get(error.args[0])
    return of_sqlstate(error)


def of_sqlstate(error: BaseException) -> type[DataError] | None:
    """What PostgreSQL's SQLSTATE means, or what asyncpg noticed before it sent anything."""
    state = getattr(error, "sqlstate", None)
    if not isinstance(state, str):
        # psycopg itself refuses what the server would, such as a NUL in a text
        names = {cls.__name__ for cls in type(error).__mro__}
        return errors.InvalidValue if "DataError" in names else None
    refused = error.__cause__
    if state == "22000" and refused is not None and isinstance(refused.__cause__, OverflowError):
        return errors.ValueOutOfRange
    whole_class = {"08": errors.ConnectionLost, "22": errors.InvalidValue}.get(state[:2])
    return SQLSTATES.get(state, whole_class)
