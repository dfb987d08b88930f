"""Queries on `users`."""

from sqlmodel import Session, col, func, select

from app.models import User


def users_by_active(session: Session) -> dict[bool, int]:
    """How many users there are for each value of `is_active`."""
    statement = select(col(User.is_active), func.count()).group_by(col(User.is_active))
    return dict(session.exec(statement).all())
