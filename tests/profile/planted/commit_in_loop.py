"""A commit for each new row."""

from sqlalchemy import Engine
from sqlmodel import Session

from tests.profile.shop import Tag


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for n in range(5):
            session.add(Tag(name=f"new {n}"))
            session.commit()  # fault: COLP105


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        for n in range(5):
            session.add(Tag(name=f"new {n}"))
        session.commit()
