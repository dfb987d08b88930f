"""A flush for each new row, in a function."""

from sqlalchemy import Engine
from sqlmodel import Session

from tests.profile.shop import Tag


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for n in range(5):
            add(session, f"new {n}")
        session.commit()


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        session.add_all([Tag(name=f"new {n}") for n in range(5)])
        session.commit()


def add(session: Session, name: str) -> None:
    session.add(Tag(name=name))
    session.flush()  # fault: COLP105
