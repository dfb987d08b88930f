"""Errors as problems: the right status, the field, and no value."""

import pytest
from fastapi import APIRouter, HTTPException

from colonnade.errors import (
    ConnectionLost,
    Deadlock,
    OutOfScope,
    ScopeRequired,
    StaleUpdate,
    UnclassifiedTable,
)
from tests.data.api.conftest import served

pytestmark = pytest.mark.anyio


async def test_a_row_that_is_not_there_is_404(api):
    missing = await api.get("/tasks/77")
    assert missing.status_code == 404
    assert missing.headers["Content-Type"] == "application/problem+json"
    assert missing.json() == {
        "type": "urn:colonnade:not-found",
        "title": "Not found",
        "status": 404,
        "detail": "Task not found.",
    }


async def test_a_value_that_is_taken_is_409_with_its_field(api):
    taken = await api.post("/users", json={"email": "ann@example.org"})
    assert (taken.status_code, taken.json()["field"]) == (409, "email")
    assert "ann" not in taken.text


async def test_a_value_that_is_taken_is_409_on_a_change_as_well(api):
    await api.post("/users", json={"email": "bob@example.org"})
    taken = await api.patch("/users/2", json={"email": "ann@example.org"})
    assert (taken.status_code, taken.json()["field"]) == (409, "email")


async def test_a_foreign_key_that_leads_nowhere_is_409(api):
    refused = await api.post("/tasks", json={"title": "Milk", "user_id": 99})
    assert refused.status_code == 409


async def test_a_row_that_others_point_at_is_409(api):
    await api.post("/tags", json={"name": "home"})
    await api.post("/tasks", json={"title": "Milk"})
    made = await api.post("/task-tags", json={"task_id": 1, "tag_id": 9})
    assert made.status_code == 409


async def test_a_value_that_the_schema_refuses_is_422_with_each_field(sqlite_api):
    refused = await sqlite_api.post("/tasks", json={"title": "", "points": "many"})
    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in refused.json()["errors"]] == ["title", "points"]
    assert "many" not in refused.text


async def test_an_unknown_field_is_422(sqlite_api):
    refused = await sqlite_api.post("/tasks", json={"title": "Milk", "colour": "red"})
    assert (refused.status_code, refused.json()["field"]) == (422, "colour")


async def test_null_where_a_value_is_required_is_422(api):
    await api.post("/tasks", json={"title": "Milk"})
    refused = await api.patch("/tasks/1", json={"title": None})
    assert (refused.status_code, refused.json()["field"]) == (422, "title")


async def test_a_check_of_the_database_is_422(api):
    refused = await api.post("/tasks", json={"title": "Milk", "points": -1})
    assert refused.status_code == 422


async def test_a_key_of_the_wrong_type_is_422(sqlite_api):
    assert (await sqlite_api.get("/tasks/milk")).status_code == 422


async def test_a_key_that_no_column_can_hold_is_422(api):
    assert (await api.get(f"/tasks/{2**70}")).status_code == 422


async def test_a_body_that_is_no_json_is_422(sqlite_api):
    refused = await sqlite_api.post(
        "/tasks", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert refused.status_code == 422


async def test_a_body_that_is_no_json_is_about_no_field(sqlite_api):
    broken = {"content": "{bad", "headers": {"Content-Type": "application/json"}}
    refused = await sqlite_api.post("/tasks", **broken)
    assert refused.json()["detail"] == "1 mistake: JSON decode error"
    assert "field" not in refused.json()


async def test_an_unknown_path_is_a_problem_too(sqlite_api):
    missing = await sqlite_api.get("/nowhere")
    assert missing.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Not Found",
    }


RAISED = {
    "stale": (StaleUpdate("Changed."), 409),
    "lost": (ConnectionLost("Gone."), 503),
    "deadlock": (Deadlock("Again."), 503),
    "scope": (ScopeRequired("No owner named."), 403),
    "other": (OutOfScope("A row of user 2."), 404),
    "table": (UnclassifiedTable("tasks is not classified."), 500),
    "bug": (RuntimeError("the password is x"), 500),
    "teapot": (HTTPException(418, "Short and stout", {"X-Tea": "yes"}), 418),
}


@pytest.fixture
async def failing(sqlite_db):
    router = APIRouter()

    @router.get("/{name}")
    async def fail(name: str) -> None:
        raise RAISED[name][0]

    async with served(sqlite_db, router) as client:
        yield client


@pytest.mark.parametrize("name", RAISED)
async def test_each_error_has_its_status(failing, name):
    answer = await failing.get(f"/{name}")
    assert answer.status_code == answer.json()["status"] == RAISED[name][1]
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_what_may_succeed_later_says_when(failing):
    assert (await failing.get("/lost")).headers["Retry-After"] == "1"


async def test_headers_of_an_http_exception_stay(failing):
    assert (await failing.get("/teapot")).headers["X-Tea"] == "yes"


async def test_no_reason_leaves_the_service(failing):
    for name in ("bug", "table", "other", "scope"):
        answer = await failing.get(f"/{name}")
        assert str(RAISED[name][0]) not in answer.text


@pytest.mark.parametrize(("name", "traced"), [("table", True), ("bug", False)])
async def test_a_failure_is_logged_and_traced_once(failing, caplog, name, traced):
    """Starlette raises an error that is not ours again, and the server logs its traceback."""
    await failing.get(f"/{name}")
    (record,) = (one for one in caplog.records if one.name == "colonnade.api")
    assert record.getMessage() == f"GET /{name} failed: {type(RAISED[name][0]).__name__}"
    assert bool(record.exc_info) is traced
