"""The error for text that nobody vouched for, and what it says to do."""

from typing import NoReturn

from colonnade.errors import RawSQLRefused


def refusal(what: str, remedy: str = "") -> RawSQLRefused:
    """The error for text.

    Args:
        what: what is refused, as the beginning of a sentence.
        remedy: what to do instead, when it is not the usual.
    """
    return RawSQLRefused(
        f"{what} is refused in a session with owners: nobody can see which rows it reaches.",
        remedy
        or "Write it with SQLAlchemy's expressions, or vouch for it with trusted(...), as in"
        " session.execute(trusted(text('...')).bindparams(...)).",
    )


def refuse(what: str, remedy: str = "") -> NoReturn:
    """Raise the error for text.

    Raises:
        RawSQLRefused: always.
    """
    raise refusal(what, remedy)
