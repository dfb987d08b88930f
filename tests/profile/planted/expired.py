"""Instances that a commit has expired."""

from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.profile.shop import Person


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        people = session.exec(select(Person).limit(9)).all()
        session.commit()
        [person.name for person in people]  # fault: COLP102


def clean(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        people = session.exec(select(Person).limit(9)).all()
        session.commit()
        [person.name for person in people]
