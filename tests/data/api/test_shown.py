"""Responses hold what the public schema shows, and what the route's dependencies have set."""

from typing import Any

import pytest
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field, computed_field

from colonnade import Database
from colonnade.data.api.router import crud_router
from tests.data.api.conftest import client_of, service
from tests.data.taskboard import Account, Tag

pytestmark = pytest.mark.anyio


class TagName(BaseModel):
    """Does not show the key."""

    name: str = Field(serialization_alias="tagName")

    @computed_field
    def loud(self) -> str:
        return self.name.upper()


class Balance(BaseModel):
    """Shows neither the key nor the version."""

    balance: int


def remembers(response: Response) -> None:
    response.set_cookie("seen", "1")
    response.headers["X-Seen"] = "yes"


def routers(db: Database) -> list[APIRouter]:
    made = APIRouter(dependencies=[Depends(remembers)])
    made.include_router(crud_router(Tag, db, public=TagName))
    made.include_router(crud_router(Account, db, public=Balance))
    return [made]


async def test_a_schema_without_the_key_is_all_that_is_shown(sqlite_db: Database) -> None:
    async with client_of(service(routers, sqlite_db), sqlite_db) as client:
        made = await client.post("/tags", json={"name": "x"})
        assert made.headers["Location"] == "/tags/1"
        shown: dict[str, Any] = {"tagName": "x", "loud": "X"}
        assert made.json() == shown
        assert (await client.get("/tags/1")).json() == shown
        assert (await client.get("/tags")).json()["items"] == [shown]


async def test_the_version_is_in_the_header_only(sqlite_db: Database) -> None:
    async with client_of(service(routers, sqlite_db), sqlite_db) as client:
        made = await client.post("/accounts", json={"balance": 1})
        assert (made.headers["ETag"], made.json()) == ('"1"', {"balance": 1})
        changed = await client.patch("/accounts/1", json={"balance": 2})
        assert (changed.headers["ETag"], changed.json()) == ('"2"', {"balance": 2})


async def test_headers_and_cookies_of_dependencies_are_kept(sqlite_db: Database) -> None:
    async with client_of(service(routers, sqlite_db), sqlite_db) as client:
        for response in (
            await client.post("/tags", json={"name": "x"}),
            await client.get("/tags"),
            await client.get("/tags/1"),
        ):
            assert (response.headers["X-Seen"], response.cookies["seen"]) == ("yes", "1")
            assert response.headers.get_list("content-length") == [str(len(response.content))]
