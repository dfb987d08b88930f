"""A list of children in a loop."""

from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from tests.profile.shop import Person


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for person in session.exec(select(Person).limit(9)):
            len(person.tasks)  # fault: COLP101


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        for person in session.exec(select(Person).limit(9).options(selectinload(Person.tasks))):
            len(person.tasks)
