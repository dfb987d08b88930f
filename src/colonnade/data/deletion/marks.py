"""The moment that marks a deletion, the same on every row of one unit and on no row of another."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, true, union_all
from sqlalchemy.orm import Session

from colonnade.data.deletion.unit import State, Unit
from colonnade.data.traits.timestamped import utc_now


def alive(deleted_at: Any) -> ColumnElement[bool]:
    """The row lives."""
    condition: ColumnElement[bool] = deleted_at.is_(None)
    return condition


def at(moment: datetime) -> State:
    """The row was deleted at this moment."""

    def condition(deleted_at: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = deleted_at == moment
        return found

    return condition


def new_mark(unit: Unit, session: Session) -> datetime:
    """Now, as every table of the unit can hold it.

    MariaDB's DATETIME holds whole seconds. A row below that was deleted within this second would be taken for one of
    the unit, so there the next free second is used.
    """
    now = utc_now()
    dialect = session.get_bind().dialect.name
    if dialect not in {"mysql", "mariadb"}:
        return now
    now = now.replace(microsecond=0)
    last = _last_mark(unit, session, now) if unit.tables else None
    return now if last is None else last + timedelta(seconds=1)


def _last_mark(unit: Unit, session: Session, since: datetime) -> datetime | None:
    """The last deletion below the row, of any unit, when it was at this moment or later."""
    columns = {table: unit.graph.deleted_at(table) for table in unit.tables}
    parts = (
        select(column.label("deleted_at")).where(unit.rows_below(table, _any), column >= since)
        for table, column in columns.items()
    )
    marks = union_all(*parts).subquery()
    found: datetime | None = session.execute(select(func.max(marks.c.deleted_at))).scalar_one()
    return found


def _any(deleted_at: Any) -> ColumnElement[bool]:
    return true()
