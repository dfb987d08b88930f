"""The same functions in an async session, and the service."""

from collections.abc import AsyncIterator

import httpx
import pytest

from models import Tag, Task
from service import app
from taskboard import Tags, Tasks, db

pytestmark = pytest.mark.anyio
ANN = {"X-User": "ann"}


@pytest.fixture(autouse=True)
async def closed() -> AsyncIterator[None]:
    """The connections of one event loop are closed in it."""
    yield
    await db.async_engine.dispose()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client that Ann uses."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=ANN) as client:
        yield client


async def test_functions_run_in_an_async_session() -> None:
    async with db.async_session(owner="ann") as session:
        await session.run_sync(lambda s: Tasks(Task, s).create_task({"title": "a"}))
        await session.run_sync(lambda s: Tags(Tag, s).create({"name": "work"}))
        assert await session.run_sync(lambda s: Tags(Tag, s).autocomplete_tags("w"))
        stats = await session.run_sync(lambda s: Tasks(Task, s).get_task_stats())
    assert (stats.total, stats.completed) == (1, 0)


async def test_the_life_of_a_task(client: httpx.AsyncClient) -> None:
    tag = (await client.post("/tags", json={"name": "work"})).json()["id"]
    made = await client.post("/tasks", json={"title": "Write", "tag_ids": [tag]})
    assert (made.status_code, made.json()["tags"][0]["name"]) == (201, "work")
    path = made.headers["Location"]
    changed = await client.patch(path, json={"completed": True})
    assert changed.json()["completed"] is True
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404
    assert (await client.post(f"{path}/restore")).json()["title"] == "Write"


async def test_tasks_are_listed(client: httpx.AsyncClient) -> None:
    await client.post("/tasks/bulk", json=[{"title": "Buy milk"}, {"title": "Write"}])
    query = {"search": "milk", "priority__in": "medium,low", "sort": "-created_at", "total": "true"}
    page = (await client.get("/tasks", params=query)).json()
    assert ([task["title"] for task in page["items"]], page["total"]) == (["Buy milk"], 1)


async def test_a_user_signs_up_and_sees_themselves(client: httpx.AsyncClient) -> None:
    new = {"id": "eve", "name": "Eve", "email": "eve@example.com"}
    assert (await client.post("/users", json=new)).status_code == 201
    assert (await client.post("/users", json=new)).status_code == 409
    seen = await client.get("/users", headers={"X-User": "eve"})
    assert [user["id"] for user in seen.json()["items"]] == ["eve"]
    assert (await client.get("/users/eve")).status_code == 404


async def test_nobody_deletes_another_user(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/users/bob")).status_code == 404
    answer = await client.post("/users/bulk/delete", json=[{"id": "bob"}])
    assert (answer.status_code, answer.json()["title"]) == (404, "Not found")
    assert (await client.get("/users/bob", headers={"X-User": "bob"})).status_code == 200


async def test_errors_are_problems(client: httpx.AsyncClient) -> None:
    refused = await client.post("/tasks", json={"title": ""})
    assert (refused.status_code, refused.json()["field"]) == (422, "title")
    assert (await client.get("/tasks", params={"sort": "password"})).status_code == 400
    assert (await client.get("/tasks", headers={"X-User": ""})).status_code in {401, 403}
