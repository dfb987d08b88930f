"""All rows of a table at once; the twin goes through them in parts, row by row."""

from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.profile.shop import Task


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        titles = [task.title for task in session.exec(select(Task))]  # fault: COLP106
    assert titles


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        statement = select(Task).execution_options(yield_per=100)
        titles = [task.title for task in session.exec(statement)]
    assert titles
