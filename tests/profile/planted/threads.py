"""A statement for each key, in threads; the twin asks something else in each."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, func
from sqlmodel import Session, select

from tests.profile.shop import Person, Task, Team


def faulty(engine: Engine) -> None:
    def first(person: int) -> Task | None:
        statement = select(Task).where(Task.person_id == person)
        with Session(engine) as session:
            return session.exec(statement).first()  # fault: COLP103

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(first, range(1, 6)))


def clean(engine: Engine) -> None:
    def count(model: type[object]) -> int:
        with Session(engine) as session:
            return session.exec(select(func.count()).select_from(model)).one()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(count, [Person, Task, Team]))
