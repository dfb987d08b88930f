"""What the bulk routes of one model do: all rows or none, and an error says which row it is in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from sqlalchemy import tuple_
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.data.api.keys import key_in, key_names
from colonnade.data.api.resource import Resource
from colonnade.data.compiled.answers import answers
from colonnade.data.crud.crud import Crud
from colonnade.data.queries.statements import key_columns
from colonnade.errors import Conflict, InvalidValue, NotFound


@contextmanager
def located(number: int) -> Iterator[None]:
    """Let an error say which row of the request it is in: `1.title`, or `1` for the row itself."""
    try:
        yield
    except (NotFound, Conflict, InvalidValue) as error:
        error.field = f"{number}" if error.field is None else f"{number}.{error.field}"
        raise
    except ValidationError as error:
        said = error.errors(include_url=False, include_input=False)
        found = [{**one, "loc": ("body", number, *one["loc"])} for one in said]
        raise RequestValidationError(found) from error


class Many:
    """Writes many rows in one unit.

    Args:
        resource: the model and its schemas.
    """

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self._model = resource.model

    def make(self, session: Session, rows: Sequence[BaseModel]) -> list[Any]:
        """Insert rows; what the response shows, in the same order."""
        crud = Crud(self._model, session)
        return self._shown(crud, crud.create_many(rows))

    def change(self, session: Session, rows: Sequence[BaseModel]) -> list[Any]:
        """Change in each row the fields that were sent with its key; what the response shows, in the same order.

        One statement for each row, and one for each collection of all rows.
        """
        crud = Crud(self._model, session)
        changed = []
        for number, key in enumerate(self._keys(rows)):
            with located(number):
                changed.append(crud.update(key, self._sent(rows[number])))
        return self._shown(crud, changed)

    def remove(self, session: Session, rows: Sequence[BaseModel]) -> None:
        """Delete the rows with these keys, of which some may go along with others; `SoftDeleted` ones stay in their table.

        One statement to look for all of them, and for each row what `Crud.delete` takes.
        """
        crud = Crud(self._model, session)
        keys = self._keys(rows)
        self._check_there(crud, keys)
        for number, key in enumerate(keys):
            with suppress(NotFound), located(number):
                crud.delete(key)

    def _keys(self, rows: Sequence[BaseModel]) -> list[Any]:
        keys = [key_in(self._model, row) for row in rows]
        seen = set()
        for number, key in enumerate(keys):
            if key in seen:
                name, *_ = key_names(self._model)
                raise InvalidValue("A row before it has the same key.", f"{number}.{name}")
            seen.add(key)
        return keys

    def _sent(self, row: BaseModel) -> dict[str, Any]:
        names = row.model_fields_set - {*key_names(self._model)}
        return {name: getattr(row, name) for name in names}

    def _check_there(self, crud: Crud[Any], keys: list[Any]) -> None:
        parts = [key if isinstance(key, tuple) else (key,) for key in keys]
        if crud.count(tuple_(*key_columns(self._model)).in_(parts)) == len(keys):
            return
        for number, key in enumerate(keys):
            with located(number):
                crud.get(key)

    def _shown(self, crud: Crud[Any], rows: list[SQLModel]) -> list[Any]:
        """The rows with the relationships that the response shows: one statement, and one for each collection."""
        plan = self._resource.plan
        if plan and rows:
            columns = key_columns(self._model)
            keys = [tuple(getattr(row, column.key) for column in columns) for row in rows]
            crud.list(tuple_(*columns).in_(keys), load=plan)
        return answers(self._resource.public, rows)
