"""What a test of an application says: nothing, a warning, or a table."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from colonnade.two_owners import TwoOwners
from tests.two_owners.board import application
from tests.two_owners.conftest import two


@pytest.fixture
def app() -> FastAPI:
    return application()


@pytest.fixture
def owner_clients(app: FastAPI) -> Iterator[tuple[object, object]]:
    with (
        TestClient(app, headers={"X-User": "ann"}) as owner,
        TestClient(app, headers={"X-User": "bob"}) as stranger,
    ):
        yield owner, stranger


@pytest.mark.filterwarnings("error")
def test_a_stranger_sees_nothing(two_owners: TwoOwners, app: FastAPI) -> None:
    report = two_owners.check(app)
    assert (report.sights, report.notes) == ([], [])


def test_a_leak_fails_with_its_route() -> None:
    app = application("delete")
    line = (
        r"1 leak\n.*\n  DELETE /tasks/\{id\} +the owner's key +204, but 404 for what nobody has\n"
    )
    with two(app) as owners, pytest.raises(AssertionError, match=line):
        owners.check(app)


def test_an_oracle_is_a_warning() -> None:
    app = application("conflict")
    with two(app) as owners, pytest.warns(UserWarning, match=r"POST /tags .* 409, but 201"):
        assert owners.check(app).leaks == []


def test_what_is_shared_may_be_seen() -> None:
    app = application("list", "get")
    with two(app) as owners:
        routes = {sight.route for sight in owners.walk(app, shared=["/tags"]).leaks}
    assert not {"GET /tags", "GET /tags/{id}"} & routes


def make_tag(owner: Any) -> None:
    assert owner.request("POST", "/tags", json={"name": "home"}).status_code == 201


def test_rows_of_ones_own_are_looked_for() -> None:
    app = application("list")
    del app.openapi()["paths"]["/tags"]["post"]
    with two(app) as owners:
        report = owners.walk(app, rows=make_tag)
    assert "GET /tags" in {sight.route for sight in report.leaks}


def test_what_cannot_be_tried_is_noted() -> None:
    app = application()
    paths = app.openapi()["paths"]
    paths["/lists/{list_id}"] = {"get": {}}
    with two(app) as owners:
        notes = owners.walk(app).notes
    assert notes == ["GET /lists/{list_id}, as there is no row for its path"]
