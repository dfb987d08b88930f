"""`POST /tasks/bulk`, `/bulk/update` and `/bulk/delete`: many rows in one request, all or none."""

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Database, Model
from colonnade.data.api.router import crud_router
from tests.data.api.conftest import served
from tests.data.conftest import statements_of
from tests.data.taskboard import Tag

pytestmark = pytest.mark.anyio
metadata = MetaData()


async def test_rows_are_created_in_order(api):
    rows = [{"title": title} for title in ("a", "b", "c")]
    made = await api.post("/tasks/bulk", json=rows)
    assert made.status_code == 201
    assert [task["title"] for task in made.json()] == ["a", "b", "c"]
    assert made.json()[1]["user"]["email"] == "ann@example.org"
    assert [t["title"] for t in (await api.get("/tasks?sort=id")).json()["items"]] == [
        "a",
        "b",
        "c",
    ]


async def test_the_number_of_reads_does_not_grow(sqlite_api, sqlite_db):
    counts = []
    for number in (2, 20):
        with statements_of(sqlite_db.async_engine.sync_engine) as sent:
            await sqlite_api.post("/tasks/bulk", json=[{"title": "t"}] * number)
        counts.append(len([s for s in sent if s.startswith("SELECT")]))
    assert counts[0] == counts[1]


async def test_one_bad_row_refuses_all(api):
    answer = await api.post("/tags/bulk", json=[{"name": "x"}, {"name": "x"}])
    assert (answer.status_code, answer.json()["field"]) == (409, "name")
    assert (await api.get("/tags")).json()["items"] == []


async def test_a_mistake_says_which_row_it_is_in(sqlite_api):
    answer = await sqlite_api.post("/tasks/bulk", json=[{"title": "ok"}, {"title": ""}])
    assert (answer.status_code, answer.json()["field"]) == (422, "1.title")


@pytest.mark.parametrize("number", [0, 1001])
async def test_the_size_is_limited(sqlite_api, number):
    answer = await sqlite_api.post("/tags/bulk", json=[{"name": str(n)} for n in range(number)])
    assert answer.status_code == 422


async def made(api, *titles, **values):
    rows = [{"title": title, **values} for title in titles]
    return [task["id"] for task in (await api.post("/tasks/bulk", json=rows)).json()]


async def titles(api):
    return [task["title"] for task in (await api.get("/tasks?sort=id")).json()["items"]]


async def test_rows_are_changed_in_order_and_only_what_was_sent(api):
    first, second = await made(api, "a", "b", points=1)
    rows = [{"id": second, "title": "B"}, {"id": first, "points": 2}]
    changed = await api.post("/tasks/bulk/update", json=rows)
    assert changed.status_code == 200
    shown = [(task["id"], task["title"], task["points"]) for task in changed.json()]
    assert shown == [(second, "B", 1), (first, "a", 2)]
    assert changed.json()[0]["user"]["email"] == "ann@example.org"


async def test_a_bulk_change_sets_links_and_counts_versions(api):
    (key,) = await made(api, "a")
    await api.post("/tags", json={"name": "home"})
    rows = [{"id": key, "tag_ids": [1]}]
    assert (await api.post("/tasks/bulk/update", json=rows)).json()[0]["tags"][0]["name"] == "home"
    account = (await api.post("/accounts", json={})).json()
    rows = [{"id": account["id"], "balance": 5}]
    assert (await api.post("/accounts/bulk/update", json=rows)).json()[0]["version"] == 2


async def test_one_bad_change_refuses_all_and_is_located(api):
    await api.post("/tags/bulk", json=[{"name": "x"}, {"name": "y"}])
    rows = [{"id": 1, "name": "z"}, {"id": 2, "name": "z"}]
    answer = await api.post("/tags/bulk/update", json=rows)
    assert (answer.status_code, answer.json()["field"]) == (409, "1.name")
    names = [tag["name"] for tag in (await api.get("/tags?sort=id")).json()["items"]]
    assert names == ["x", "y"]


@pytest.mark.parametrize(
    ("rows", "status", "field"),
    [
        ([{"id": 1, "title": "z"}, {"id": 99, "title": "z"}], 404, "1"),
        ([{"id": 1, "title": "z"}, {"id": 2, "title": ""}], 422, "1.title"),
        ([{"id": 1, "title": "z"}, {"title": "y"}], 422, "1.id"),
        ([{"id": 1, "title": "z"}, {"id": 1, "title": "y"}], 422, "1.id"),
        ([{"id": 1, "title": "z"}, {"id": 2, "tag_ids": [99]}], 422, "1.tag_ids"),
        ([{"id": 1, "title": "z"}, {"id": 2, "title": None}], 422, "1.title"),
    ],
)
async def test_a_mistake_in_a_change_is_located(sqlite_api, rows, status, field):
    await made(sqlite_api, "a", "b")
    answer = await sqlite_api.post("/tasks/bulk/update", json=rows)
    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert await titles(sqlite_api) == ["a", "b"]


async def test_rows_are_deleted(api):
    first, _, third = await made(api, "a", "b", "c")
    answer = await api.post("/tasks/bulk/delete", json=[{"id": third}, {"id": first}])
    assert (answer.status_code, answer.content) == (204, b"")
    assert await titles(api) == ["b"]
    assert (await api.post(f"/tasks/{first}/restore")).status_code == 200


async def test_a_missing_row_refuses_the_whole_deletion(api):
    (key,) = await made(api, "a")
    answer = await api.post("/tasks/bulk/delete", json=[{"id": key}, {"id": 99}])
    assert (answer.status_code, answer.json()["field"]) == (404, "1")
    assert await titles(api) == ["a"]


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Node(Base, table=True):
    """Goes with its parent, and cannot go while another one needs it."""

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="node.id", ondelete="CASCADE")
    needed_id: int | None = Field(default=None, foreign_key="node.id")


@pytest.fixture
async def nodes(scratch):
    db = Database(scratch)
    db.create_all(metadata)
    async with served(db, crud_router(Node, db)) as client:
        await client.post("/node/bulk", json=[{}, {"parent_id": 1}, {}, {"needed_id": 3}])
        yield client


async def test_a_row_that_goes_along_may_be_named_as_well(nodes):
    answer = await nodes.post("/node/bulk/delete", json=[{"id": 1}, {"id": 2}])
    assert answer.status_code == 204
    assert [row["id"] for row in (await nodes.get("/node")).json()["items"]] == [3, 4]


async def test_a_row_that_others_need_refuses_all(nodes):
    answer = await nodes.post("/node/bulk/delete", json=[{"id": 2}, {"id": 3}])
    assert (answer.status_code, answer.json()["field"][0]) == (409, "1")
    assert len((await nodes.get("/node")).json()["items"]) == 4


async def test_composite_keys_are_named_by_their_parts(api):
    (key,) = await made(api, "a")
    await api.post("/tags", json={"name": "home"})
    link = {"task_id": key, "tag_id": 1}
    await api.post("/task-tags", json=link)
    assert (await api.post("/task-tags/bulk/delete", json=[link])).status_code == 204
    assert (await api.get("/task-tags")).json()["items"] == []


async def test_the_document_has_limits_types_and_examples(sqlite_api):
    document = (await sqlite_api.get("/openapi.json")).json()
    bodies = {
        path: document["paths"][f"/tasks/{path}"]["post"]["requestBody"]["content"]
        for path in ("bulk", "bulk/update", "bulk/delete")
    }
    schemas = {path: body["application/json"]["schema"] for path, body in bodies.items()}
    assert {(s["minItems"], s["maxItems"]) for s in schemas.values()} == {(1, 1000)}
    assert schemas["bulk/update"]["items"]["$ref"].endswith("/TaskUpdateByKey")
    assert schemas["bulk/update"]["examples"] == [[{"id": 1, "title": "text"}]]
    assert schemas["bulk/delete"]["examples"] == [[{"id": 1}]]


async def test_what_is_replaced_takes_its_bulk_route_along(sqlite_db):
    paths = {
        route.path: route.methods
        for route in crud_router(Tag, sqlite_db, exclude={"update", "bulk_create"}).routes
    }
    assert "/tags/bulk/delete" in paths
    assert not {"/tags/bulk", "/tags/bulk/update"} & paths.keys()
