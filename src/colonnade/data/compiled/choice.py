"""Which way an answer takes: over a prepared statement where that is right, over instances otherwise."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session

from colonnade.data.compiled.instances import InstanceReads
from colonnade.data.sessions.listeners import application_hears
from colonnade.data.sessions.session import DataSession

if TYPE_CHECKING:
    from colonnade.data.compiled.reads import Reads
    from colonnade.data.compiled.shape import Shape
    from colonnade.data.compiled.writes import Writes

S = TypeVar("S", bound=BaseModel)


def reads_of(crud: Any, session: Session, schema: type[S]) -> "Reads[S] | InstanceReads[S]":
    """What reads rows into a schema.

    Args:
        crud: the `Crud` of the operation.
        session: the session of the operation.
        schema: what each row becomes.
    """
    shape_of, reads, _ = _prepared()
    shape = shape_of(crud.model, schema) if is_open(session) else None
    if shape is None:
        return InstanceReads(schema, crud)
    return reads(schema, shape, session)


def writes_of(session: Session, model: Any, schema: type[S]) -> "Writes[S] | None":
    """What writes one row and shows it as a schema; None where a flush must do it.

    So it is when the application listens to the session's flushes, and for a class that shares its table with others.

    Args:
        session: the session of the operation.
        model: the table's class.
        schema: what the row becomes.
    """
    if model.__mapper__.polymorphic_on is not None:
        return None
    shape_of, _, writes = _prepared()
    shape = None if writes_are_heard(session) else shape_of(model, schema)
    return None if shape is None else writes(schema, shape, session)


def writes_are_heard(session: Session) -> bool:
    """Whether writes must not pass the session by: its statements must not, or the application listens to flushes."""
    return not is_open(session) or application_hears(session, _FLUSHES)


_FLUSHES = ("before_flush", "after_flush", "after_flush_postexec")


@cache
def _prepared() -> tuple[
    Callable[[Any, Any], "Shape | None"], type["Reads[Any]"], type["Writes[Any]"]
]:
    """What makes shapes, and the ways over prepared statements: imported with the first answer, and looked up once."""
    from colonnade.data.compiled.reads import Reads
    from colonnade.data.compiled.shape import shape_of
    from colonnade.data.compiled.writes import Writes

    return shape_of, Reads, Writes


def is_open(session: Session) -> bool:
    """Whether statements may pass the session's ORM events by.

    Not so when the application listens to `do_orm_execute`, to add criteria of its own, say; when the session shows
    deleted rows; or when it is none of `Database`, and does not say what is hidden.
    """
    if not isinstance(session, DataSession) or session.include_deleted:
        return False
    return not application_hears(session, _STATEMENTS)


_STATEMENTS = ("do_orm_execute",)
