"""The children of one parent after the other."""

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.profile.shop import Person, Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for person in session.exec(select(Person).limit(9)).all():
            session.exec(select(Task).where(Task.person_id == person.id)).all()  # fault: COLP103


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        people = session.exec(select(Person).limit(9)).all()
        keys = [person.id for person in people]
        session.exec(select(Task).where(col(Task.person_id).in_(keys))).all()
