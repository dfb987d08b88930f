"""`ETag`, `If-Match` and `If-None-Match`: whoever changes or reads a versioned row says which version is known."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Header
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel

from colonnade.data.translation import stale
from colonnade.errors import StaleUpdate

_TAG = re.compile(r'"(\d{1,18})"')

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "The row has the version that `If-None-Match` names"}
}
"""The answer to a request for a row that is known, in the OpenAPI document."""

ETAG = {"ETag": {"description": "The version of the row.", "schema": {"type": "string"}}}
"""The header in the OpenAPI document."""


_MATCH = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` of the row as it was read; 412 when it has changed since.",
        examples=['"1"'],
    ),
]
_NONE_MATCH = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="The `ETag` of the row as it is known; 304 when it is still the same.",
        examples=['"1"'],
    ),
]


def version_name(model: type[SQLModel]) -> str | None:
    """The attribute that counts a row's versions; None for a model that is not versioned."""
    mapper: Mapper[Any] = inspect(model)
    column = mapper.version_id_col
    return None if column is None else mapper.get_property_by_column(column).key


def etag_of(version: int) -> str:
    """The `ETag` of a row."""
    return f'"{version}"'


def if_match(model: type[SQLModel]) -> Any:
    """The annotation of a parameter that gets the `If-Match` header; None for a model without versions."""
    return None if version_name(model) is None else _MATCH


def if_none_match(used: bool) -> Any:
    """The annotation of a parameter that gets the `If-None-Match` header; None where it is not used."""
    return _NONE_MATCH if used else None


def versions(header: str) -> list[int] | None:
    """The versions that a header names; None when any will do."""
    return None if header.strip() == "*" else [int(tag) for tag in _TAG.findall(header)]


def is_known(header: str | None, version: int) -> bool:
    """Whether an `If-None-Match` header names this version."""
    named = [] if header is None else versions(header)
    return named is None or version in named


def wanted(header: str | None, current: Any) -> int | None:
    """The version that a change is made for; None without a condition.

    Args:
        header: what `If-Match` says.
        current: called for the row's version when the header names several.

    Raises:
        StaleUpdate: the header names no version that the row could have.
    """
    named = None if header is None else versions(header)
    if named is None:
        return None
    if len(named) == 1:
        return named[0]
    found: int = current() if named else 0
    if found not in named:
        raise stale()
    return found


@contextmanager
def precondition(header: str | None) -> Iterator[None]:
    """Answer a stale update with 412 when the client named a version, which is what it asked for.

    Raises:
        StaleUpdate: as it was raised, with its status.
    """
    try:
        yield
    except StaleUpdate as error:
        if header is not None:
            error.status = HTTPStatus.PRECONDITION_FAILED  # type: ignore[misc]
        raise
