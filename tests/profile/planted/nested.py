"""A relationship of a relationship."""

from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from tests.profile.shop import Person, Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for task in session.exec(select(Task).limit(20).options(selectinload(Task.person))):
            assert task.person.team.name  # fault: COLP101


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        both = selectinload(Task.person).selectinload(Person.team)
        for task in session.exec(select(Task).limit(20).options(both)):
            assert task.person.team.name
