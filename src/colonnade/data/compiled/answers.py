"""From mappings or instances to the schema that answers."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

S = TypeVar("S", bound=BaseModel)


def answers(schema: type[S], rows: Sequence[Any]) -> list[S]:
    """Each row as the schema shows it.

    Args:
        schema: the schema.
        rows: mappings, or instances of the model.

    Raises:
        TypeError: a row does not fit the schema. Nobody sent anything wrong: the schema is not right for the model.
    """
    try:
        made: list[S] = _validator(schema).validate_python(rows, from_attributes=True)
    except ValidationError as error:
        raise TypeError(
            f"A row does not fit {schema.__name__}:"
            f" {error.errors(include_input=False, include_url=False)}"
        ) from None
    return made


@lru_cache(maxsize=512)
def _validator(schema: type[BaseModel]) -> Any:
    adapter: TypeAdapter[Any] = TypeAdapter(list[schema])  # type: ignore[valid-type]
    return adapter.validator
