"""The newest few rows of each parent; the twin goes through the pages of one parent, which says a limit as well."""

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.profile.shop import Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for person in range(1, 6):
            newest = select(Task).where(Task.person_id == person).order_by(col(Task.at).desc())
            session.exec(newest.limit(3)).all()  # fault: COLP103


def clean(engine: Engine) -> None:
    last = 0
    with Session(engine) as session:
        while last < 200:
            later = select(Task.id).where(Task.person_id == 3, col(Task.id) > last)
            last = session.exec(later.order_by(col(Task.id)).limit(5)).all()[-1] or 0
