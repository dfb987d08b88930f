"""The route of a row's history."""

from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import Header
from pydantic import BaseModel

from colonnade import Database, crud_router
from tests.data.api.conftest import served
from tests.data.history.models import Task, User


def caller(x_user: Annotated[int, Header()]) -> int:
    return x_user


def person(x_person: Annotated[str | None, Header()] = None) -> str | None:
    return x_person


@pytest.fixture
async def api(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A task of user 1."""
    tasks = crud_router(Task, db, owner=caller, actor=person)
    routers = (tasks, crud_router(User, db, owner=caller))
    async with served(db, *routers) as client:
        client.headers["X-User"] = "1"
        named = {"X-Request-ID": "r-1"}
        await client.post("/task", json={"title": "a", "facts": None}, headers=named)
        yield client


async def key(api: httpx.AsyncClient) -> int:
    found: int = (await api.get("/task")).json()["items"][0]["id"]
    return found


@pytest.mark.anyio
async def test_the_history_of_a_row(api: httpx.AsyncClient) -> None:
    (entry,) = (await api.get(f"/task/{await key(api)}/history")).json()["items"]
    assert (entry["action"], entry["new"]["title"]) == ("insert", "a")
    assert (entry["actor"], entry["request_id"]) == ("1", "r-1")


@pytest.mark.anyio
async def test_who_acts_need_not_be_the_owner(api: httpx.AsyncClient) -> None:
    path = f"/task/{await key(api)}"
    await api.patch(path, json={"title": "b"}, headers={"X-Person": "ben"})
    (entry, _) = (await api.get(f"{path}/history")).json()["items"]
    assert entry["actor"] == "ben"


@pytest.mark.anyio
async def test_fields_that_are_not_shown_are_not_told(api: httpx.AsyncClient) -> None:
    (entry,) = (await api.get(f"/task/{await key(api)}/history")).json()["items"]
    assert "deleted_at" not in entry["new"]


@pytest.mark.anyio
async def test_a_stranger_reads_nothing(api: httpx.AsyncClient) -> None:
    path = f"/task/{await key(api)}/history"
    assert (await api.get(path, headers={"X-User": "2"})).json()["items"] == []


@pytest.mark.anyio
async def test_a_name_that_is_none_is_not_taken(api: httpx.AsyncClient) -> None:
    path = f"/task/{await key(api)}"
    await api.patch(path, json={"title": "b"}, headers={"X-Request-ID": "a b'"})
    (entry, _) = (await api.get(f"{path}/history")).json()["items"]
    assert len(entry["request_id"]) == 32


class Titled(BaseModel):
    """What PostgreSQL writes as JSON."""

    id: int
    title: str


@pytest.mark.anyio
@pytest.mark.only("postgresql")
async def test_a_row_that_the_database_shows_is_written_by_somebody(db: Database) -> None:
    async with served(db, crud_router(Task, db, owner=caller, public=Titled)) as client:
        client.headers["X-User"] = "2"
        made = await client.post("/task", json={"title": "a"})
        (entry,) = (await client.get(f"{made.headers['Location']}/history")).json()["items"]
    assert entry["actor"] == "2"
