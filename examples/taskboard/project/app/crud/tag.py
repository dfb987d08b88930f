"""Queries on `tags`."""

from sqlmodel import Session, col, func, select

from app.models import Tag


def tags_by_user(session: Session) -> dict[int, int]:
    """How many tags there are for each value of `user_id`."""
    statement = select(col(Tag.user_id), func.count()).group_by(col(Tag.user_id))
    return dict(session.exec(statement).all())
