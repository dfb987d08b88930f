"""Search: the rows of which the text columns contain every word."""

from typing import Any

from sqlalchemy import ColumnElement, Enum, String, inspect, or_
from sqlalchemy.orm import Mapper
from sqlmodel import AutoString, SQLModel

from colonnade.data.declaration import is_secret
from colonnade.errors import InvalidQuery


def text_fields(model: type[SQLModel]) -> list[str]:
    """The fields that are searched: text, and no secrets."""
    mapper: Mapper[Any] = inspect(model)
    return [
        name
        for name, column in mapper.columns.items()
        if isinstance(column.type, String | AutoString)
        and not isinstance(column.type, Enum)
        and not is_secret(name)
    ]


def matching(model: type[SQLModel], text: str) -> list[ColumnElement[bool]]:
    """One condition for each word: some text column contains it, whatever its case; `%` and `_` are letters.

    Raises:
        InvalidQuery: the model has no text to search.
    """
    names = text_fields(model)
    if not names:
        raise InvalidQuery(f"{model.__name__} has no text to search.", field="search")
    columns = [inspect(model).attrs[name].class_attribute for name in names]
    return [
        or_(*(column.icontains(word, autoescape=True) for column in columns))
        for word in text.split()
    ]
