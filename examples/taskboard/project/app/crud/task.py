"""Queries on `tasks`."""

from sqlmodel import Session, col, func, select

from app.models import Priority, Task


def tasks_by_priority(session: Session) -> dict[Priority, int]:
    """How many tasks there are for each value of `priority`."""
    statement = select(col(Task.priority), func.count()).group_by(col(Task.priority))
    return dict(session.exec(statement).all())
