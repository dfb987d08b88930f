"""A flush for each row; the twin writes the rows of a hundred flushes at once, and changes rows range by range."""

from sqlalchemy import Engine, update
from sqlmodel import Session, col

from tests.profile.shop import Tag, Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for number in range(4):
            session.add(Tag(name=f"new {number}"))
            session.flush()  # fault: COLP105
        session.rollback()


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        for number in range(400):
            session.add(Tag(name=f"new {number}"))
            if number % 100 == 99:
                session.flush()
        for start in range(0, 600, 100):
            part = (col(Task.id) > start, col(Task.id) <= start + 100)
            session.execute(update(Task).where(*part).values(done=True))
        session.rollback()
