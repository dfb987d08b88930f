"""The operations that read, answered with JSON that the database wrote."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import Text, TypeDecorator, cast, func, inspect, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, UTCDateTime

from colonnade.data.compiled.bracket import Mappings
from colonnade.data.compiled.choice import is_open
from colonnade.data.compiled.json.document import Document, document_of
from colonnade.data.compiled.json.expression import text_of
from colonnade.data.compiled.reads import Reads
from colonnade.data.compiled.selection import Layout, Selection
from colonnade.data.compiled.shape import Shape
from colonnade.data.queries.page import Page, Part
from colonnade.data.queries.sorting import Key
from colonnade.data.queries.statements import Where

_TEXT = "the row as JSON"


@dataclass(frozen=True)
class Row:
    """A row as it is shown.

    Attributes:
        json: what is shown.
        values: those of its attributes that were asked for besides.
    """

    json: bytes
    values: Mapping[str, Any]


_ENDS = {
    "infinity": datetime.max.replace(tzinfo=UTC),
    "-infinity": datetime.min.replace(tzinfo=UTC),
}
"""What asyncpg makes of moments that are no time."""


class _Moment(TypeDecorator[datetime]):
    """A moment that comes as JSON, and is made when it is asked for."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        text = (value or "").strip('"')
        if text in _ENDS or value is None:
            return _ENDS.get(text)
        return datetime.fromisoformat(text).astimezone(UTC)


class _Selected(Selection):
    """Selects the document of each row, and what is read besides."""

    def __init__(self, document: Document, besides: tuple[str, ...]) -> None:
        super().__init__(document.model, Shape(document.model, ()))
        self._document = document
        self._besides = besides

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands."""
        table = inspect(self.entity).local_table
        start = self.add(text_of(self._document, table))
        self.columns += [getattr(self.entity, name) for name in self._besides]
        return Layout((_TEXT, *self._besides), start)


def json_reads(
    session: Session, model: type[SQLModel], schema: type[BaseModel], besides: Sequence[str] = ()
) -> "JsonReads | None":
    """What reads rows as JSON; None where only pydantic writes what the schema says.

    Args:
        session: the session of the operation.
        model: the table's class.
        schema: what each row shows.
        besides: attributes that are read as well, for headers.
    """
    if session.get_bind().dialect.name != "postgresql" or not is_open(session):
        return None
    document = document_of(model, schema)
    return None if document is None else JsonReads(schema, document, session, besides)


class JsonReads(Reads[Any]):
    """Reads rows of one model as JSON, each row's with what is nested in it: one statement for each operation.

    Args:
        schema: what each row shows.
        document: the same as PostgreSQL is told.
        session: from `Database.session`.
        besides: attributes that are read as well, for headers.
    """

    def __init__(
        self,
        schema: type[BaseModel],
        document: Document,
        session: Session,
        besides: Sequence[str] = (),
    ) -> None:
        super().__init__(schema, Shape(document.model, ()), session)
        self._document = document
        self._besides = tuple(besides)

    def row_of(self, key: Any) -> Row | None:
        """The row with this key."""
        found = self.get(key)
        if found is None:
            return None
        return Row(self._document.moments.as_pydantic(found.pop(_TEXT)).encode(), found)

    def page_of(self, where: Sequence[Where], asked: Part) -> bytes:
        """One page of the rows that meet all conditions, as JSON."""
        page: Page[Any] = self.page(where, asked)
        items = ",".join([item[_TEXT] for item in page.items])
        rest = to_json({"next": page.next, "previous": page.previous, "total": page.total})
        written = self._document.moments.as_pydantic(items).encode()
        return b'{"items":[' + written + b"]," + rest[1:]

    @property
    def _shows(self) -> tuple[Hashable, ...]:
        return (_TEXT, self._document, self._besides)

    def _selected(self) -> Selection:
        return _Selected(self._document, self._besides)

    def _sort_key(self, selection: Selection, term: Key, dialect: Dialect) -> int:
        """As of rows; but a driver takes long to make a moment, and of a page's only those at its ends are needed."""
        if type(term.expression.type) is not UTCDateTime:
            return super()._sort_key(selection, term, dialect)
        written = cast(func.to_json(term.expression), Text)
        return selection.add(
            type_coerce(written, _Moment).label(f"sort_key_{len(selection.columns)}")
        )

    def _answers(self, found: Mappings) -> list[Any]:
        return found
