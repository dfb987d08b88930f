"""What is in the tables of the task board, as a session of its own reads it."""

from typing import Any

from sqlmodel import select

from colonnade import Database
from tests.data.taskboard import Tag


def tags(db: Database, **session: Any) -> list[str]:
    """The names of the tags.

    Args:
        db: the database.
        session: how it is read, as `Database.session` takes it.
    """
    with db.session(**session) as opened:
        return [*opened.exec(select(Tag.name).order_by("name"))]
