"""A service over the tests' models, and a client of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from colonnade import Database
from colonnade.data.api.problems import problem_handlers
from colonnade.data.api.router import crud_router
from tests.data import models
from tests.data.api import schemas


def routers(db: Database) -> list[APIRouter]:
    return [
        crud_router(models.User, db),
        crud_router(models.Tag, db),
        crud_router(
            models.Task,
            db,
            create=schemas.TaskCreate,
            update=schemas.TaskUpdate,
            public=schemas.TaskPublic,
        ),
        crud_router(models.TaskTag, db),
        crud_router(models.Sample, db),
    ]


@asynccontextmanager
async def served(db: Database, *included: APIRouter) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application with these routers."""
    app = FastAPI()
    problem_handlers(app)
    for router in included:
        app.include_router(router)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
    await db.aclose()


@pytest.fixture
async def api(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service, on each back end in turn."""
    async with served(db, *routers(db)) as client:
        await client.post("/users", json={"email": "ann@example.org"})
        yield client


@pytest.fixture
async def sqlite_api(sqlite_db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on SQLite, for what does not depend on the database."""
    async with served(sqlite_db, *routers(sqlite_db)) as client:
        await client.post("/users", json={"email": "ann@example.org"})
        yield client
