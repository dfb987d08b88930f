"""Every row of a table."""

from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.profile.shop import Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        session.exec(select(Task)).all()  # fault: COLP106


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        session.exec(select(Task).order_by(Task.id).limit(50)).all()
