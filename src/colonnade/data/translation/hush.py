"""What a driver's exception says, without the values of rows: tracebacks end up in logs."""

from typing import Any

LEFT_OUT = "its text is left out, because it may hold values of rows"


def hush(error: BaseException) -> None:
    """Take the values out of a driver's exception, and out of the one that caused it.

    PostgreSQL names the values of a row in the DETAIL of an error, MariaDB within its text; SQLite names none. Names of
    constraints, codes and what drivers give in attributes of their own stay.
    """
    one: Any = error
    while one is not None:
        state = getattr(one, "sqlstate", None)
        if isinstance(state, str):
            one.args = (_postgresql(state, one),)
        elif one.args and isinstance(one.args[0], int):
            one.args = (one.args[0], LEFT_OUT)
        if getattr(one, "detail", None):  # asyncpg adds it to its text
            one.detail = None
        one = one.__cause__


def _postgresql(state: str, error: BaseException) -> str:
    """The first line names the constraint and no value, where a constraint is violated."""
    first = str(error.args[0] if error.args else "").partition("\n")[0]
    return first if state.startswith("23") else f"SQLSTATE {state}: {LEFT_OUT}"
