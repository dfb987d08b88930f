"""A service over the tests' models, and a client of it."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import cache

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from colonnade import Database
from colonnade.data.api.problems import problem_handlers
from colonnade.data.api.router import crud_router
from tests.data import taskboard
from tests.data.api import schemas


def routers(db: Database) -> list[APIRouter]:
    return [
        crud_router(taskboard.User, db),
        crud_router(taskboard.Tag, db),
        crud_router(
            taskboard.Task,
            db,
            create=schemas.TaskCreate,
            update=schemas.TaskUpdate,
            public=schemas.TaskPublic,
        ),
        crud_router(taskboard.TaskTag, db),
        crud_router(taskboard.Sample, db),
        crud_router(taskboard.Account, db),
    ]


def application(*included: APIRouter) -> FastAPI:
    """An application with these routers."""
    app = FastAPI()
    problem_handlers(app)
    for router in included:
        app.include_router(router)
    return app


@cache
def service(made: Callable[[Database], Iterable[APIRouter]], db: Database) -> FastAPI:
    """The application with a database's routers; made once, because that takes longer than any test of it."""
    return application(*made(db))


@asynccontextmanager
async def client_of(app: FastAPI, db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application; its database's connections are closed at the end."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
    await db.aclose()


@asynccontextmanager
async def served(db: Database, *included: APIRouter) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application with these routers."""
    async with client_of(application(*included), db) as client:
        yield client


@pytest.fixture
async def api(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service, on each back end in turn."""
    async with client_of(service(routers, db), db) as client:
        await client.post("/users", json={"email": "ann@example.org"})
        yield client


@pytest.fixture
async def sqlite_api(sqlite_db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on SQLite, for what does not depend on the database."""
    async with client_of(service(routers, sqlite_db), sqlite_db) as client:
        await client.post("/users", json={"email": "ann@example.org"})
        yield client
