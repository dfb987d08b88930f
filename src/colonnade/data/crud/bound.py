"""What every operation on a model starts from: the model's class and a session."""

from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.errors import NotFound

M = TypeVar("M", bound=SQLModel)


class Bound(Generic[M]):
    """A model in a session.

    Args:
        model: the table's class.
        session: from `Database.session`.
    """

    def __init__(self, model: type[M], session: Session) -> None:
        self.model = model
        self.session = session

    @property
    def _dialect(self) -> Any:
        return self.session.get_bind().dialect

    def _not_found(self) -> NotFound:
        return NotFound(f"{self.model.__name__} not found.")
