"""The tasks of one person after the other; the twin reads pages, each after the last row of the one before."""

from sqlalchemy import Engine, and_, or_
from sqlmodel import Session, col, select

from tests.profile.shop import START, Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        for person in range(1, 6):
            of_person = select(Task).where(Task.person_id == person, col(Task.at) >= START)
            session.exec(of_person.limit(5)).all()  # fault: COLP103


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        pages = select(Task).order_by(col(Task.at), col(Task.id)).limit(5)
        last = session.exec(pages).all()[-1]
        for _ in range(5):
            later = or_(Task.at > last.at, and_(Task.at == last.at, col(Task.id) > last.id))
            last = session.exec(pages.where(later)).all()[-1]
