"""A new row that is answered as JSON which PostgreSQL writes, as it does for rows that are read: so both show the same.

A row that is a whole unit by itself is inserted, committed and answered in one round trip. PostgreSQL commits a statement
by itself where there is no transaction, and says whether it could before it has answered, so BEGIN and COMMIT would only
add two round trips to one. Nothing may come after that could fail and would have to take the row back, and nothing does:
what is shown is written already. Nothing is repeated, as nobody knows whether a row was committed when its connection is
lost. Any other unit has its transaction, and shows the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import insert, inspect
from sqlalchemy.orm import Mapper, Session
from sqlmodel import SQLModel

from colonnade.data.compiled.bracket import Reader, by_itself, can_stand_alone
from colonnade.data.compiled.choice import writes_are_heard
from colonnade.data.compiled.json.document import Document, document_of
from colonnade.data.compiled.json.expression import new_text_of
from colonnade.data.compiled.json.reads import Row
from colonnade.data.compiled.prepared import kept
from colonnade.data.compiled.prepared_write import PreparedWrite
from colonnade.data.compiled.rows import values_at
from colonnade.data.compiled.shape import Unfit
from colonnade.data.compiled.writes import flushing, inserted
from colonnade.data.models import validation
from colonnade.data.models.mapped import mapper_of


def json_insert(
    session: Session, model: type[SQLModel], schema: type[BaseModel], besides: Sequence[str]
) -> "JsonInsert | None":
    """What inserts one row and shows it as JSON; None where only pydantic writes what the schema says.

    Args:
        session: the session of the unit, of which nothing else may be left to do.
        model: the table's class.
        schema: what the row shows.
        besides: attributes that are wanted as well, for headers.
    """
    mapper = mapper_of(model)
    if session.get_bind(mapper).dialect.name != "postgresql":
        return None
    if mapper.polymorphic_on is not None or writes_are_heard(session):
        return None
    document = document_of(model, schema)
    return None if document is None else JsonInsert(session, mapper, document, besides)


class JsonInsert:
    """Inserts one row of a model and shows it as JSON.

    Args:
        session: of the unit.
        mapper: of the model.
        document: what PostgreSQL is told to show.
        besides: attributes that are wanted as well.
    """

    def __init__(
        self, session: Session, mapper: Mapper[Any], document: Document, besides: Sequence[str]
    ) -> None:
        self._session = session
        self._mapper = mapper
        self._document = document
        self._besides = tuple(besides)

    def insert(self, values: Mapping[str, Any]) -> Row | None:
        """Insert a row, of values that are not validated yet; None where it shows rows that may be there before it.

        It is committed already where it is the session's whole unit.

        Raises:
            pydantic.ValidationError: a value is not valid.
        """
        model = self._document.model
        row = inserted(model, validation.made(model, values))
        if can_stand_alone(self._session, self._mapper):
            made = by_itself(self._session, self._mapper, lambda reader: self._alone(reader, row))
            if made is not None:
                return made
        with flushing(self._session, model) as reader:
            return self._inserted(reader, row, self._kept(reader, row))

    def _alone(self, reader: Reader, row: Mapping[str, Any]) -> Row | None:
        """The row, of a statement without a transaction; None where SQLAlchemy must send it, which begins one."""
        prepared = self._kept(reader, row)
        passes = prepared is not None and reader.passes(prepared)
        return self._inserted(reader, row, prepared) if passes else None

    def _inserted(
        self, reader: Reader, row: Mapping[str, Any], prepared: PreparedWrite | None
    ) -> Row | None:
        if prepared is None:
            return None
        (made,), processors = reader.rows(prepared, (), row)
        text, *found = values_at(made, range(len(made)), processors)
        values = dict(zip(self._besides, found, strict=True))
        return Row(self._document.moments.as_pydantic(text).encode(), values)

    def _kept(self, reader: Reader, row: Mapping[str, Any]) -> PreparedWrite | None:
        form = ("insert as JSON", frozenset(row), self._document, self._besides)
        found: PreparedWrite | None = kept(
            reader.dialect, form, lambda: self._prepared(reader, row)
        )
        return found

    def _prepared(self, reader: Reader, row: Mapping[str, Any]) -> PreparedWrite | None:
        table = inspect(self._document.model).local_table
        besides = [self._mapper.columns[name] for name in self._besides]
        try:
            statement = insert(table).returning(new_text_of(self._document, table), *besides)
        except Unfit:
            return None
        return PreparedWrite(statement, reader.dialect, row)
