"""A relationship in a generator that others go through."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from tests.profile.shop import Person


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        people = session.exec(select(Person).limit(9))
        assert list(lines(named(people)))


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        people = session.exec(select(Person).limit(9).options(selectinload(Person.team)))
        assert list(lines(named(people)))


def named(people: Iterable[Person]) -> Iterator[tuple[str, str]]:
    for person in people:
        yield person.name, person.team.name  # fault: COLP101


def lines(names: Iterable[tuple[str, str]]) -> Iterator[str]:
    for pair in names:
        yield ", ".join(pair)
