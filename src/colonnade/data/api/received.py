"""Parameters of one kind as a request has them: in the path, in the query string, in headers or in cookies."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from fastapi import Request
from fastapi.dependencies.utils import request_params_to_args

_PLAIN = frozenset({bool, int, float, str, Decimal, UUID, date, datetime})
"""Types of one value, for which FastAPI looks up a name and validates what it finds."""


@dataclass(frozen=True)
class Received:
    """The parameters of one kind that a function asks for.

    Attributes:
        fields: what FastAPI knows of each.
        where: the attribute of a request that has them.
        plain: whether each is one value under one name.
    """

    fields: list[Any]
    where: str
    plain: bool

    def read(self, request: Request) -> dict[str, Any] | None:
        """Their values; None where one is not valid."""
        received = getattr(request, self.where)
        if self.plain:
            found = [received.get(field.alias) for field in self.fields]
            if None not in found:
                return self._validated(found)
        values, errors = request_params_to_args(self.fields, received)
        return None if errors else values

    def _validated(self, found: list[Any]) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        for field, text in zip(self.fields, found, strict=True):
            value, errors = field.validate(text, values, loc=())
            if errors:
                return None
            values[field.name] = value
        return values


def received(fields: list[Any], where: str) -> Received:
    """The parameters of one kind.

    Args:
        fields: what FastAPI knows of each.
        where: the attribute of a request that has them.
    """
    return Received(fields, where, all(map(_is_plain, fields)))


def _is_plain(field: Any) -> bool:
    annotation, info = field.field_info.annotation, field.field_info
    if get_origin(annotation) in {Union, UnionType}:
        kinds = {*get_args(annotation)} - {type(None)}
    else:
        kinds = {annotation}
    named = info.validation_alias in {None, field.alias} and not getattr(field, "config", None)
    return named and kinds <= _PLAIN
