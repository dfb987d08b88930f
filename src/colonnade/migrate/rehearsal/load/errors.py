"""What a database said, by the name that its driver has for it: never a value of a row."""

from typing import Any

from sqlalchemy.exc import DBAPIError


def name_of(error: Exception) -> str:
    """The name of an error, as `UndefinedColumn`, `BAD_FIELD_ERROR` or `no such column: email`."""
    original: Any = error.orig if isinstance(error, DBAPIError) else error
    if getattr(original, "sqlite_errorname", None):
        return str(original).partition("\n")[0]
    number = original.args[0] if getattr(original, "args", None) else None
    if isinstance(number, int) and type(original).__module__.startswith("pymysql"):
        return _mysql_name(number)
    return type(original).__name__


def _mysql_name(number: int) -> str:
    from pymysql.constants import CR, ER

    for constants in (ER, CR):
        for name, value in vars(constants).items():
            if value == number and name.isupper():
                return str(name)
    return f"error {number}"
