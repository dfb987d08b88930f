"""A DELETE for each row."""

from sqlalchemy import Engine, delete
from sqlmodel import Session, col

from tests.profile.shop import Link


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for key in (1, 2, 3, 4):
            session.execute(delete(Link).where(Link.task_id == key))  # fault: COLP105


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(delete(Link).where(col(Link.task_id).in_([1, 2, 3, 4])))
