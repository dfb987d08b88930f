"""Aggregates from a prepared statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.data.compiled.bracket import Mappings, Reader, read
from colonnade.data.compiled.choice import is_open
from colonnade.data.compiled.conditions import conditions
from colonnade.data.compiled.prepared import Prepared, kept
from colonnade.data.queries import aggregates
from colonnade.data.queries.statements import Where
from colonnade.data.sessions.session import ALIVE


def totals(
    session: Session,
    model: type[SQLModel],
    values: Mapping[str, ColumnElement[Any]],
    by: Sequence[Any],
    where: Sequence[Where],
) -> Mappings:
    """Values, or values for each group, by name: one statement.

    Args:
        session: the session.
        model: the table's class.
        values: aggregates by the name that they get.
        by: what the rows are grouped by.
        where: which rows count.

    Raises:
        InvalidQuery: nothing is asked for, a value is no aggregate, or a group has no name.
    """
    aggregates.refuse_others(values)
    if not is_open(session):
        statement = aggregates.aggregating(model, values, by, where)
        return [dict(row._mapping) for row in session.execute(statement)]
    said = conditions((*values.values(), *by, *where))
    key = said.form and ("aggregate", model, tuple(values), len(by), said.form)

    def found(reader: Reader) -> Mappings:
        def build() -> Prepared:
            statement = aggregates.aggregating(model, values, by, where).options(ALIVE)
            return Prepared(statement, reader.dialect, said.binds)

        prepared: Prepared = kept(reader.dialect, key or None, build)
        rows, processors = reader.rows(prepared, said.binds)
        return processors.maker([*(group.key for group in by), *values], 0, ())(rows)

    return read(session, inspect(model), found)
