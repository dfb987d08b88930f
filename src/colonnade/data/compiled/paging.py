"""What the statement of a page is made of, with everything that differs from page to page as a parameter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, Integer, Select, bindparam, literal_column
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.data.compiled.conditions import Conditions
from colonnade.data.compiled.prepared import Prepared, kept
from colonnade.data.queries import cursor, sorting, statements
from colonnade.data.queries.cursor import Position, Seal
from colonnade.data.queries.page import Slice

SIZE, OFFSET, TOTAL, MOST = "size", "offset", "total", "most"

USUAL_SIZES = frozenset({10, 20, 25, 50, 100})
"""What a statement spells out. PostgreSQL plans such a statement once; with a size that it does not know, each time."""

Finish = Callable[[Select[Any]], Select[Any]]


def numbers(part: Slice, total: bool | int) -> dict[str, Any]:
    """The parameters of a page. Which there are is part of its form; NULL sort keys have none."""
    values = part.position.values if part.position else ()
    found = {_after(i): value for i, value in enumerate(values) if value is not None}
    if part.offset:
        found[OFFSET] = part.offset
    if total:
        found[TOTAL if total is True else MOST] = total
    return {**found, **size_given(part.size, part.size + 1)}


def size_given(size: int, rows: int) -> dict[str, Any]:
    """The parameter that says how many rows are read; none for a usual size.

    Args:
        size: what was asked for.
        rows: how many rows are read.
    """
    return {} if size in USUAL_SIZES else {SIZE: rows}


def limited(statement: Select[Any], rows: int, given: Mapping[str, Any]) -> Select[Any]:
    """The statement that reads so many rows; by a parameter when there is one, so that only its form counts.

    Args:
        statement: the statement.
        rows: how many.
        given: its parameters.
    """
    spelled = literal_column(str(rows), Integer())
    return statement.limit(number(SIZE) if SIZE in given else spelled)


def form(part: Slice, given: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the statements of two pages have in common when they differ in parameters only."""
    order = tuple((key.name, key.descending) for key in part.terms)
    backwards = part.position is not None and part.position.backwards
    size = None if SIZE in given else part.size
    return ("page", order, backwards, size, *given)


def finishing(
    part: Slice, given: Mapping[str, Any], model: type[SQLModel], said: Conditions
) -> Finish:
    """Makes the SELECT of a page of a SELECT of rows, and counts them in it if asked for.

    Args:
        part: which page; only its form counts.
        given: its parameters, by `numbers`.
        model: the table's class.
        said: the conditions, for the count.
    """

    def finish(statement: Select[Any]) -> Select[Any]:
        position = _marked(part, given)
        made = replace(part, position=position, offset=0).ordered(statement)
        made = limited(made, part.size + 1, given)
        if OFFSET in given:
            made = made.offset(number(OFFSET))
        if TOTAL in given or MOST in given:
            # Within the page's statement and by itself, not OVER its rows: it is computed once.
            made = made.add_columns(counting(model, said, given).scalar_subquery().correlate(None))
        return made

    return finish


def _marked(part: Slice, given: Mapping[str, Any]) -> Position | None:
    """The position, with parameters for its values."""
    if part.position is None:
        return None
    marks = tuple(
        bindparam(_after(i), type_=key.type) if _after(i) in given else None
        for i, key in enumerate(part.terms)
    )
    return Position(marks, part.position.backwards)


def counting(model: type[SQLModel], said: Conditions, given: Mapping[str, Any]) -> Select[Any]:
    """How many rows meet the conditions, counted no further than the parameter says."""
    most: Any = number(MOST) if MOST in given else None
    return statements.counting(model, *said.where, most=most)


def seal_of(
    session: Session, model: type[SQLModel], terms: Sequence[sorting.Key], said: Conditions
) -> Seal:
    """What the cursors of a query are valid for; its conditions are compiled once for each form."""
    engine = session.get_bind().engine
    if not said.where:
        key = ("seal", model, *((term.name, term.descending) for term in terms))
        found: Seal = kept(engine.dialect, key, lambda: _seal(engine, model, terms, "None", {}))
        return found
    clause: Any = said.clause
    made = kept(
        engine.dialect,
        said.form and ("conditions", said.form),
        lambda: Prepared(clause, engine.dialect, said.binds),
    )
    return _seal(engine, model, terms, made.text, made.named(said.binds))


def _seal(
    engine: Engine,
    model: type[SQLModel],
    terms: Sequence[sorting.Key],
    text: str,
    values: Mapping[str, Any],
) -> Seal:
    # A URL takes long to look up, as it is written out for it.
    secret = kept(engine.dialect, ("secret",), lambda: cursor.secret_of(engine.url))
    return Seal(secret, cursor.fingerprint(model, terms, text, values))


def number(name: str) -> Any:
    """A parameter that is a number."""
    return bindparam(name, type_=Integer())


def _after(index: int) -> str:
    return f"after_{index}"
