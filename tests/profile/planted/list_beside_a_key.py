"""A list of values that is the same each time, beside a key; the twin reads parts of a list of keys."""

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.profile.shop import Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for person in range(1, 6):
            of_person = select(Task.id).where(Task.person_id == person)
            session.exec(of_person.where(col(Task.done).in_([True, False]))).all()  # fault: COLP103


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        for start in range(1, 60, 10):
            keys = range(start, start + 10)
            session.exec(select(Task).where(Task.person_id == 3, col(Task.id).in_(keys))).all()
