"""`ETag` and `If-Match`: a change for an old version is refused with 412, and changes nothing."""

import httpx
import pytest
from fastapi import APIRouter

from colonnade import Database
from colonnade.data.api.router import crud_router
from tests.data.api.conftest import client_of, served, service
from tests.data.taskboard import Account, Base, Tag

pytestmark = pytest.mark.anyio


class AccountPublic(Base):
    """An account as others see it, without its version."""

    id: int
    balance: int


def routers(db: Database) -> list[APIRouter]:
    return [
        crud_router(Account, db),
        crud_router(Account, db, public=AccountPublic, prefix="/hidden"),
        crud_router(Tag, db),
    ]


@pytest.fixture
async def api(db: Database):
    """A client of a service with accounts."""
    async with client_of(service(routers, db), db) as client:
        await client.post("/accounts", json={"balance": 1})
        yield client


@pytest.fixture
async def path(api: httpx.AsyncClient) -> str:
    return f"/accounts/{(await api.get('/accounts')).json()['items'][0]['id']}"


def if_match(tag: str) -> dict[str, str]:
    return {"If-Match": tag}


async def test_answers_have_an_etag(api, path):
    assert (await api.post("/accounts", json={})).headers["ETag"] == '"1"'
    assert (await api.get(path)).headers["ETag"] == '"1"'
    assert (await api.patch(path, json={"balance": 2})).headers["ETag"] == '"2"'


async def test_the_etag_is_there_when_the_version_is_not_shown(api, path):
    answer = await api.get(path.replace("accounts", "hidden"))
    assert (answer.headers["ETag"], set(answer.json())) == ('"1"', {"id", "balance"})


@pytest.mark.parametrize("tag", ['"1"', "*", '"7", "1"'])
async def test_a_change_of_the_version_that_was_read_is_made(api, path, tag):
    answer = await api.patch(path, json={"balance": 2}, headers=if_match(tag))
    assert (answer.status_code, answer.json()["balance"]) == (200, 2)


@pytest.mark.parametrize("tag", ['"7"', '"7", "8"', '"abc"', 'W/"x"'])
async def test_a_change_of_another_version_is_refused(api, path, tag):
    answer = await api.patch(path, json={"balance": 2}, headers=if_match(tag))
    assert (answer.status_code, answer.json()["status"]) == (412, 412)
    assert answer.json()["type"] == "urn:colonnade:stale-update"
    assert (await api.get(path)).json()["balance"] == 1


async def test_a_change_of_nothing_is_refused_as_well(api, path):
    assert (await api.patch(path, json={}, headers=if_match('"7"'))).status_code == 412


async def test_a_deletion_of_another_version_is_refused(api, path):
    assert (await api.delete(path, headers=if_match('"7"'))).status_code == 412
    assert (await api.delete(path, headers=if_match('"1"'))).status_code == 204
    assert (await api.get(path)).status_code == 404


async def test_a_row_that_is_not_there_is_not_found(api):
    answer = await api.patch("/accounts/999999", json={"balance": 2}, headers=if_match('"1"'))
    assert answer.status_code == 404


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', '"7", "1"', "*"])
async def test_a_row_that_is_known_is_not_sent_again(api, path, tag):
    answer = await api.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["ETag"], answer.content) == (304, '"1"', b"")


@pytest.mark.parametrize("tag", ['"7"', '"abc"', ""])
async def test_a_row_of_another_version_is_sent(api, path, tag):
    answer = await api.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["balance"]) == (200, 1)


async def test_the_document_says_so(sqlite_db: Database):
    async with served(
        sqlite_db, crud_router(Account, sqlite_db), crud_router(Tag, sqlite_db)
    ) as client:
        paths = (await client.get("/openapi.json")).json()["paths"]
    patch = paths["/accounts/{id}"]["patch"]
    assert [p["name"] for p in patch["parameters"]] == ["id", "If-Match"]
    assert patch["responses"]["412"]["content"]["application/problem+json"]
    assert "ETag" in patch["responses"]["200"]["headers"]
    assert "304" in paths["/accounts/{id}"]["get"]["responses"]
    assert [p["name"] for p in paths["/tags/{id}"]["patch"]["parameters"]] == ["id"]
    assert "412" not in paths["/tags/{id}"]["patch"]["responses"]
