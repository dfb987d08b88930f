"""A relationship in a function that a loop calls."""

from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from tests.profile.shop import Person


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for person in session.exec(select(Person).limit(9)):
            line(person)


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        for person in session.exec(select(Person).limit(9).options(selectinload(Person.team))):
            line(person)


def line(person: Person) -> str:
    return f"{person.name}, {person.team.name}"  # fault: COLP101
