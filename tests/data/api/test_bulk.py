"""`POST /tasks/bulk`: many rows in one request, all or none."""

import pytest

from tests.data.conftest import statements_of

pytestmark = pytest.mark.anyio


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


async def test_the_document_says_so(sqlite_api):
    post = (await sqlite_api.get("/openapi.json")).json()["paths"]["/tags/bulk"]["post"]
    body = post["requestBody"]["content"]["application/json"]["schema"]
    assert (body["minItems"], body["maxItems"]) == (1, 1000)
