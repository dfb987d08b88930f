"""What every operation on a model starts from: the model's class and a session."""

from typing import Any, Generic, NoReturn, TypeVar

from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.errors import NotFound, UsageError

M = TypeVar("M", bound=SQLModel)


def refuse_session(given: object, wanted: str) -> NoReturn:
    """Say what stands where a session is wanted.

    Raises:
        UsageError: always.
    """
    raise UsageError(
        f"What should be a session is of type {type(given).__name__}.", f"Write {wanted}."
    )


class Bound(Generic[M]):
    """A model in a session.

    Args:
        model: the table's class.
        session: from `Database.session`.
    """

    def __init__(self, model: type[M], session: Session) -> None:
        if not isinstance(session, Session):
            refuse_session(session, "Crud(Task, session) in `with db.session(...) as session`")
        self.model = model
        self.session = session

    @property
    def _dialect(self) -> Any:
        return self.session.get_bind().dialect

    def _not_found(self) -> NotFound:
        return NotFound(f"{self.model.__name__} not found.")
