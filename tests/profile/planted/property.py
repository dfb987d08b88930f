"""A relationship in a property of the model."""

from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from tests.profile.shop import Person


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for person in session.exec(select(Person).limit(9)):
            assert person.team_name  # the fault is in the property


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        for person in session.exec(select(Person).limit(9).options(selectinload(Person.team))):
            assert person.team_name
