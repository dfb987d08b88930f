"""Tags of tasks, in a comprehension."""

from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from tests.profile.shop import Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        tasks = session.exec(select(Task).limit(20)).all()
        [tag.name for task in tasks for tag in task.tags]  # fault: COLP101


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        tasks = session.exec(select(Task).limit(20).options(selectinload(Task.tags))).all()
        [tag.name for task in tasks for tag in task.tags]
