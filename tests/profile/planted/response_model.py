"""A relationship in a response model: no line of the application runs when it is read."""

from collections.abc import Callable, Iterator

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from tests.profile.shop import Person


class TeamPublic(BaseModel):
    name: str


class PersonPublic(BaseModel):
    name: str
    team: TeamPublic


def faulty(engine: Engine) -> None:
    def people(session: Session) -> list[Person]:
        return list(session.exec(select(Person).limit(9)))  # fault: COLP101

    served(engine, people)


def clean(engine: Engine) -> None:
    def people(session: Session) -> list[Person]:
        return list(session.exec(select(Person).limit(9).options(selectinload(Person.team))))

    served(engine, people)


def served(engine: Engine, people: Callable[[Session], list[Person]]) -> None:
    app = FastAPI()

    @app.get("/people", response_model=list[PersonPublic])
    def route() -> Iterator[Person]:
        session = Session(engine)
        return people(session)

    assert TestClient(app).get("/people").status_code == 200
