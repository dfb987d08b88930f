"""An UPDATE for each row."""

from sqlalchemy import Engine, update
from sqlmodel import Session, col

from tests.profile.shop import Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for key in (1, 2, 3, 4):
            session.execute(update(Task).where(Task.id == key).values(done=True))  # fault: COLP105


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(update(Task).where(col(Task.id).in_([1, 2, 3, 4])).values(done=True))
