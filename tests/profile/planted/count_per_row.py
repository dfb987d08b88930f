"""A count for each row of a list."""

from sqlalchemy import Engine, func
from sqlmodel import Session, select

from tests.profile.shop import Person, Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for person in session.exec(select(Person).limit(9)).all():
            counted = select(func.count()).where(Task.person_id == person.id)
            session.exec(counted).one()  # fault: COLP103


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        counted = select(Task.person_id, func.count()).group_by(Task.person_id)
        session.exec(counted).all()
