"""A revision that failed: what the database said, where it is now, and the one command that is right."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from colonnade.errors import ColonnadeError, MigrationError

if TYPE_CHECKING:
    from colonnade.migrate.project import Migrations


@contextmanager
def said(migrations: "Migrations") -> Iterator[None]:
    """Say where the database is when a revision fails."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except ColonnadeError:
        raise
    except SQLAlchemyError as error:
        original = getattr(error, "orig", None) or error
        what = str(original).strip().partition("\n")[0]
        raise MigrationError(f"The migration failed: {what}.", _advice(migrations)) from error


def _advice(migrations: "Migrations") -> str:
    from sqlalchemy.exc import SQLAlchemyError

    from colonnade.migrate.state import state_of

    try:
        state = state_of(migrations)
    except (SQLAlchemyError, ColonnadeError):
        return "The database does not answer. When it does: colonnade migrate current."
    at = ", ".join(state.at) or "no revision"
    return f"The database is at {at}. {state.advice()}"
