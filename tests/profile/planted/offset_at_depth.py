"""A page far down a list."""

from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.profile.shop import Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        session.exec(select(Task).order_by(Task.id).offset(5_000).limit(20)).all()  # fault: COLP107


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        session.exec(select(Task).where(Task.id > 5_000).order_by(Task.id).limit(20)).all()
