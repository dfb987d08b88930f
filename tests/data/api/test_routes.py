"""The routes of `crud_router`: create, list, read, change, delete, restore."""

import pytest

from tests.data.conftest import statements_of

pytestmark = pytest.mark.anyio


async def make(api, **fields):
    response = await api.post("/tasks", json={"title": "Milk", **fields})
    assert response.status_code == 201, response.text
    return response.json()


async def make_tags(api, *names):
    return [(await api.post("/tags", json={"name": name})).json()["id"] for name in names]


async def test_a_row_is_created_and_read(api):
    made = await api.post("/tasks", json={"title": "Milk", "priority": "high"})
    assert made.status_code == 201
    assert made.headers["Location"] == f"/tasks/{made.json()['id']}"
    assert (await api.get(made.headers["Location"])).json() == made.json()


async def test_a_change_touches_only_what_was_sent(api):
    task = await make(api, points=3, priority="high")
    changed = await api.patch(f"/tasks/{task['id']}", json={"title": "Bread"})
    assert changed.json() == {**task, "title": "Bread"}


async def test_a_change_of_nothing_is_answered_with_the_row(api):
    task = await make(api)
    assert (await api.patch(f"/tasks/{task['id']}", json={})).json() == task


async def test_a_deleted_row_is_gone_and_comes_back(api):
    task = await make(api)
    path = f"/tasks/{task['id']}"
    assert (await api.delete(path)).status_code == 204
    assert (await api.get(path)).status_code == 404
    assert (await api.post(f"{path}/restore")).json() == task
    assert (await api.get(path)).json() == task


async def test_only_soft_deleted_models_can_be_restored(sqlite_api):
    assert (await sqlite_api.post("/tags/1/restore")).status_code == 404


async def test_ids_set_a_many_to_many_relationship(api):
    home, work = await make_tags(api, "home", "work")
    task = await make(api, tag_ids=[home, work])
    assert {tag["name"] for tag in task["tags"]} == {"home", "work"}
    changed = await api.patch(f"/tasks/{task['id']}", json={"tag_ids": [work]})
    assert [tag["name"] for tag in changed.json()["tags"]] == ["work"]
    assert (await api.get(f"/tasks/{task['id']}")).json() == changed.json()


async def test_an_id_that_leads_nowhere_is_said(sqlite_api):
    refused = await sqlite_api.post("/tasks", json={"title": "Milk", "tag_ids": [7]})
    assert (refused.status_code, refused.json()["field"]) == (422, "tag_ids")


async def test_a_changed_foreign_key_shows_the_new_row(api):
    await api.post("/users", json={"email": "bob@example.org"})
    task = await make(api)
    changed = await api.patch(f"/tasks/{task['id']}", json={"user_id": 2})
    assert changed.json()["user"]["email"] == "bob@example.org"


async def test_a_composite_key_takes_two_parts_of_the_path(api):
    (tag,) = await make_tags(api, "home")
    task = await make(api)
    made = await api.post("/task-tags", json={"task_id": task["id"], "tag_id": tag})
    assert made.headers["Location"] == f"/task-tags/{task['id']}/{tag}"
    assert (await api.get(made.headers["Location"])).json() == made.json()
    assert (await api.delete(made.headers["Location"])).status_code == 204
    assert (await api.get(made.headers["Location"])).status_code == 404


async def test_a_schema_of_its_own_leaves_secrets_out(sqlite_api):
    user = (await sqlite_api.get("/users/1")).json()
    assert user == {"id": 1, "email": "ann@example.org"}


def with_collections(db):
    """How many statements read rows with their collections: one where the database writes the JSON."""
    return 1 if db.engine.dialect.name == "postgresql" else 2


async def test_a_list_with_collections_is_as_many_statements(api, db):
    tags = await make_tags(api, "home", "work")
    for number in range(5):
        await make(api, title=f"Task {number}", tag_ids=tags)
    with statements_of(db.async_engine.sync_engine) as sent:
        page = (await api.get("/tasks")).json()
    assert [len(item["tags"]) for item in page["items"]] == [2] * 5
    assert page["items"][0]["user"]["email"] == "ann@example.org"
    assert len(sent) == with_collections(db)


async def test_one_row_with_collections_is_as_many_statements(api, db):
    task = await make(api)
    with statements_of(db.async_engine.sync_engine) as sent:
        await api.get(f"/tasks/{task['id']}")
    assert len(sent) == with_collections(db)


async def test_pages_follow_one_another(api):
    for number in range(5):
        await make(api, title=f"Task {number}")
    first = (await api.get("/tasks?size=2&sort=-title&total=true")).json()
    assert [item["title"] for item in first["items"]] == ["Task 4", "Task 3"]
    assert first["total"] == 5
    second = (await api.get(f"/tasks?size=2&sort=-title&after={first['next']}")).json()
    assert [item["title"] for item in second["items"]] == ["Task 2", "Task 1"]
    back = (await api.get(f"/tasks?size=2&sort=-title&after={second['previous']}")).json()
    assert back["items"] == first["items"]
