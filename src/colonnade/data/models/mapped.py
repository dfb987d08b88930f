"""The mapper of a model, for what is asked at every operation."""

from functools import lru_cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel


@lru_cache(maxsize=512)
def mapper_of(model: type[SQLModel]) -> Mapper[Any]:
    """What `inspect` answers, which looks for it anew each time."""
    found: Mapper[Any] = inspect(model)
    return found


@lru_cache(maxsize=512)
def relationship_names(model: type[SQLModel]) -> frozenset[str]:
    """The names of the relationships of a model."""
    return frozenset(mapper_of(model).relationships.keys())


@lru_cache(maxsize=512)
def column_keys(model: type[SQLModel]) -> dict[str, str]:
    """The keys of a model's columns, by the attributes that hold them."""
    return {name: column.key for name, column in mapper_of(model).columns.items()}
