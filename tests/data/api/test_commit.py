"""A commit that fails is never answered with a success; under a real server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Database, Model
from colonnade.data.api.problems import problem_handlers
from colonnade.data.api.router import crud_router

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


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of an application under uvicorn, on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    started = threading.Event()
    startup = server.startup

    async def announced(sockets: object = None) -> None:
        await startup()
        started.set()

    server.startup = announced  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert started.wait(20)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_violation_found_at_commit_is_409(postgresql_url, driver):
    url = sa.make_url(postgresql_url).set(drivername=f"postgresql+{driver}")
    db = Database(url.render_as_string(hide_password=False))
    db.create_all(metadata)
    app = FastAPI(lifespan=db.lifespan)
    problem_handlers(app)
    app.include_router(crud_router(Seat, db))
    with running(app) as address, httpx.Client(base_url=address) as client:
        first, second = (client.post("/seat", json={"number": 1}) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 409)
        assert second.json()["field"] == "number"
        assert len(client.get("/seat").json()["items"]) == 1
