"""The same question three times in a request."""

from sqlalchemy import Engine
from sqlmodel import Session, select

from colonnade.profile.recording.scope import scope
from tests.profile.shop import Team


def faulty(engine: Engine) -> None:
    with scope(lambda: "GET /"), Session(engine) as session:
        for _ in range(3):
            session.exec(select(Team.name).where(Team.id == 1)).one()  # fault: COLP104


def clean(engine: Engine) -> None:
    for _ in range(3):
        with scope(lambda: "GET /"), Session(engine) as session:
            session.exec(select(Team.name).where(Team.id == 1)).one()
