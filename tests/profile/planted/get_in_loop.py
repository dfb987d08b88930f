"""Rows by their keys, one after the other."""

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.profile.shop import Task

KEYS = [3, 5, 8, 13]


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        [session.get(Task, key) for key in KEYS]  # fault: COLP103


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        session.exec(select(Task).where(col(Task.id).in_(KEYS))).all()
