"""A commit that fails is never answered with a success; under a real server."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Crud, Database, Model
from colonnade.data.api.problems import problem_handlers
from colonnade.data.api.router import crud_router
from colonnade.data.isolation.trusted import trusted
from tests.data.api.server import running
from tests.data.taskboard import Tag

metadata = sa.MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Seat(Base, table=True):
    """Is taken by one guest; checked when the transaction commits."""

    __table_args__ = (
        sa.UniqueConstraint("number", name="one_guest", deferrable=True, initially="DEFERRED"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: int


def service(db: Database, model: type[Model]) -> FastAPI:
    app = FastAPI(lifespan=db.lifespan)
    problem_handlers(app)
    app.include_router(crud_router(model, db))
    return app


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_violation_found_at_commit_is_409(postgresql_url: str, driver: str) -> None:
    url = sa.make_url(postgresql_url).set(drivername=f"postgresql+{driver}")
    db = Database(url.render_as_string(hide_password=False))
    db.create_all(metadata)
    with running(service(db, Seat)) as address, httpx.Client(base_url=address) as client:
        first, second = (client.post("/seat", json={"number": 1}) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 409)
        assert second.json()["field"] == "number"
        assert len(client.get("/seat").json()["items"]) == 1


KILL = {
    "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
    "mysql": ("SELECT connection_id()", "KILL {}"),
}


def kill_at_commit(db: Database) -> None:
    """Let the server end each connection right before it would commit."""
    asking, killing = KILL[db.async_engine.dialect.name]

    def kill(connection: sa.Connection) -> None:
        number = connection.scalar(trusted(sa.text(asking)))
        with db.engine.connect() as other:
            other.exec_driver_sql(killing.format(number))

    sa.event.listen(db.async_engine.sync_engine, "commit", kill)


@pytest.mark.parametrize(
    "async_url", ["postgresql+psycopg", "postgresql+asyncpg", "mysql+asyncmy"], indirect=True
)
def test_a_connection_killed_at_commit_is_503(async_url: str) -> None:
    db = Database(async_url)
    kill_at_commit(db)
    with running(service(db, Tag)) as address, httpx.Client(base_url=address) as client:
        answers: list[Any] = [
            client.post("/tags", json={"name": "x"}),
            client.post("/tags/bulk", json=[{"name": "y"}]),
        ]
        assert [answer.status_code for answer in answers] == [503, 503]
        assert answers[0].headers["Retry-After"] == "1"
    with Database(async_url).session() as session:
        assert Crud(Tag, session).count() == 0
