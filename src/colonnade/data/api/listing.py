"""The query string of a list: filters, sort, page and search, in one syntax.

?title=milk&priority__in=high,low&due_date__gte=2026-01-01&sort=-created_at,id&size=50&after=...&total=true
?sort=title&size=50&offset=100&total=1000&tags__in=1,2
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement
from sqlmodel import SQLModel
from starlette.datastructures import QueryParams

from colonnade.data.api.parameters import MEANING, Filter, filters_of, single
from colonnade.data.queries.filters import criteria
from colonnade.errors import InvalidQuery

SIZE = 20
MAX_SIZE = 100
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Query:
    """What a query string asks for.

    Attributes:
        where: the conditions; rows must meet all of them.
        page: the keyword arguments for `Crud.page`.
    """

    where: list[ColumnElement[bool]]
    page: dict[str, Any]


class Listing:
    """What lists of one model can be asked for.

    Args:
        model: the table's class.
        public: the schema of a row; what it does not show can be neither filtered nor sorted by.
    """

    def __init__(self, model: type[SQLModel], public: type[BaseModel]) -> None:
        filters = filters_of(model, public)
        self.model = model
        self.sortable = [filter_.name for filter_ in filters if filter_.sortable]
        self.filters = {
            _name(filter_, operator): (filter_, operator)
            for filter_ in filters
            for operator in filter_.operators
        }

    def read(self, parameters: QueryParams) -> Query:
        """Read a query string.

        Raises:
            InvalidQuery: a parameter is unknown, given twice, or its value is not valid.
        """
        values: dict[str, Any] = {}
        page: dict[str, Any] = {"size": SIZE}
        for name in parameters:
            texts = parameters.getlist(name)
            if name in _PAGE:
                page[name] = self._read_page(name, single(name, texts))
            elif name in self.filters:
                filter_, operator = self.filters[name]
                values[name] = filter_.value(name, operator, texts)
            else:
                raise InvalidQuery(f"There is no parameter {name}{self._hint(name)}", name)
        return Query(criteria(self.model, values), page)

    def documentation(self) -> list[dict[str, Any]]:
        """The parameters for the OpenAPI document."""
        return [*self._page_documentation(), *self._filter_documentation()]

    def _read_page(self, name: str, text: str) -> Any:
        match name:
            case "size":
                return _size(text)
            case "offset":
                return _number("offset", text)
            case "total":
                return _BOOLEANS[text.lower()] if text.lower() in _BOOLEANS else _number(name, text)
            case "sort":
                return self._sort(text)
            case "search" if "\0" in text:
                raise InvalidQuery("search: a text cannot hold the character NUL.", "search")
        return text

    def _sort(self, text: str) -> list[str]:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        for part in parts:
            if part.removeprefix("-") not in self.sortable:
                allowed = ", ".join(self.sortable)
                raise InvalidQuery(f"There is no sort by {part}; there is {allowed}.", "sort")
        return parts

    def _hint(self, name: str) -> str:
        near = get_close_matches(name, [*_PAGE, *self.filters], n=1)
        return f"; did you mean {near[0]}?" if near else "."

    def _page_documentation(self) -> Iterator[dict[str, Any]]:
        sort = f"By which fields, `-` for descending order: {', '.join(self.sortable)}."
        for name, (schema, description) in _PAGE.items():
            yield _parameter(name, schema, description or sort)

    def _filter_documentation(self) -> Iterator[dict[str, Any]]:
        for name, (filter_, operator) in self.filters.items():
            description = f"{filter_.name}: {MEANING[operator]}."
            yield _parameter(name, filter_.schema(operator), description)


_PAGE: dict[str, tuple[dict[str, Any], str]] = {
    "sort": ({"type": "string", "example": "-id"}, ""),
    "size": (
        {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": SIZE},
        "How many rows.",
    ),
    "after": ({"type": "string"}, "The `next` or `previous` cursor of another page."),
    "offset": (
        {"type": "integer", "minimum": 0, "default": 0},
        "How many rows to skip; a deep page is slow, unlike one by its cursor.",
    ),
    "total": (
        {"oneOf": [{"type": "boolean"}, {"type": "integer", "minimum": 2}], "default": False},
        "true counts all rows as well; a number counts no further.",
    ),
    "search": ({"type": "string"}, "Words to find in the texts of a row."),
}


def _name(filter_: Filter, operator: str) -> str:
    """The parameter's name; equality is the bare field, but for a field that is called as `size` is."""
    bare = operator == "eq" and filter_.name not in _PAGE
    return filter_.name if bare else f"{filter_.name}__{operator}"


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_SIZE):
        raise InvalidQuery(f"size is a number from 1 to {MAX_SIZE}.", "size")
    return int(text)


def _number(name: str, text: str) -> int:
    # 18 digits fit into every database.
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        also = "true, false or " if name == "total" else ""
        raise InvalidQuery(f"{name} is {also}a number.", name)
    return int(text)


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }
