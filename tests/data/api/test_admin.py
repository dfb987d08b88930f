"""The admin page shows an owner's rows, hides secrets, and deletes softly."""

import os
from collections.abc import Iterator
from functools import cache
from shutil import which

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship
from starlette.requests import Request

from colonnade import (
    EVERYONE,
    Crud,
    Database,
    Model,
    Owned,
    Owner,
    PasswordHash,
    Sensitive,
    SoftDeleted,
    Timestamped,
    Versioned,
    hash_password,
)
from colonnade.data.api.admin import admin
from tests.data.api.server import running

metadata = MetaData()
SECRET = "never-shown"
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")


class Base(Model, registry=registry(metadata=metadata)):
    pass


class Person(Owner, Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    api_key: str = Field(default=SECRET, max_length=50)
    password: PasswordHash


class ErrandTag(Owned, Base, table=True):
    errand_id: int = Owned.through("errand.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)


class Tag(Owned, Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
    person_id: int = Owned.by("person.id", ondelete="CASCADE")


class Errand(Owned, Timestamped, SoftDeleted, Versioned, Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(min_length=1, max_length=100)
    remark: str | None = Field(default=None, max_length=100)
    wage: Sensitive[str] = Field(default=SECRET, max_length=50)
    person_id: int = Owned.by("person.id", ondelete="CASCADE")

    person: Person = Relationship()
    tags: list[Tag] = Relationship(link_model=ErrandTag)


def who_asks(request: Request) -> object:
    said = request.headers.get("X-User") or request.query_params.get("user")
    return EVERYONE if said == "staff" else int(said) if said else None


@pytest.fixture(scope="module")
def db() -> Database:
    made = Database("sqlite://", metadata=metadata)
    made.create_all(metadata)
    return made


@pytest.fixture(scope="module")
def app(db: Database) -> FastAPI:
    app = FastAPI()
    admin(app, db, owner=who_asks)
    return app


@cache
def password() -> PasswordHash:
    """Made once, because a hash takes as long as all else of a test."""
    return hash_password("correct horse")


@pytest.fixture
def rows(db: Database) -> None:
    """Ann is 1 and Bob 2; each has an errand of the same number."""
    with db.session(owner=EVERYONE, include_deleted=True) as session:
        for table in reversed(metadata.sorted_tables):
            session.connection().execute(table.delete())
    with db.session(owner=EVERYONE) as session:
        people = [{"id": n, "name": name, "password": password()} for n, name in PEOPLE.items()]
        Crud(Person, session).create_many(people)
        errands = [{"id": n, "title": f"{name}'s", "person_id": n} for n, name in PEOPLE.items()]
        Crud(Errand, session).create_many(errands)
        tags = [{"name": f"{name}'s tag", "person_id": n} for n, name in PEOPLE.items()]
        Crud(Tag, session).create_many({"id": n, **tag} for n, tag in enumerate(tags, 1))


PEOPLE = {1: "Ann", 2: "Bob"}


@pytest.fixture
def client(app: FastAPI, rows: None) -> Iterator[TestClient]:
    with TestClient(app, headers={"X-User": "1"}, follow_redirects=False) as client:
        yield client


def send(client: TestClient, path: str, **data: str | list[str]) -> httpx.Response:
    return client.post(f"/admin/errand/{path}", data={**data, "save": "Save"})


def stored(db: Database) -> list[Errand]:
    with db.session(owner=EVERYONE, include_deleted=True) as session:
        return list(Crud(Errand, session).list(sort="id"))


def test_a_stranger_sees_nothing(client: TestClient) -> None:
    assert client.get("/admin/", headers={"X-User": ""}).status_code == 403


def test_a_list_has_the_rows_of_who_asks(client: TestClient) -> None:
    text = client.get("/admin/errand/list").text
    assert ("Ann&#39;s" in text, "Bob&#39;s" in text) == (True, False)


def test_staff_sees_all_rows(client: TestClient) -> None:
    text = client.get("/admin/errand/list", headers={"X-User": "staff"}).text
    assert ("Ann&#39;s" in text, "Bob&#39;s" in text) == (True, True)


@pytest.mark.parametrize("page", ["details", "edit"])
def test_the_row_of_another_is_not_there(client: TestClient, page: str) -> None:
    assert client.get(f"/admin/errand/{page}/2").status_code == 404


@pytest.mark.parametrize("page", ["details/x", "edit/", "2/title/download/", "1/wage/preview/"])
def test_what_nobody_may_see_is_not_there(client: TestClient, page: str) -> None:
    assert client.get(f"/admin/errand/{page}").status_code == 404


def test_the_row_of_another_is_not_deleted(client: TestClient, db: Database) -> None:
    client.delete("/admin/errand/delete?pks=2")
    assert [errand.deleted_at for errand in stored(db)] == [None, None]


def test_a_new_row_belongs_to_who_asks(client: TestClient, db: Database) -> None:
    assert send(client, "create", title="New").status_code == 302
    assert [(one.title, one.person_id) for one in stored(db)[2:]] == [("New", 1)]


def test_a_row_cannot_be_given_to_another(client: TestClient, db: Database) -> None:
    assert send(client, "create", title="New", person="2").status_code == 400
    assert len(stored(db)) == 2


def test_staff_says_whose_a_row_is(client: TestClient, db: Database) -> None:
    client.headers["X-User"] = "staff"
    assert send(client, "create", title="New", person="2").status_code == 302
    assert stored(db)[2].person_id == 2


def test_an_empty_input_is_null(client: TestClient, db: Database) -> None:
    send(client, "edit/1", title="Changed", remark="")
    assert (stored(db)[0].title, stored(db)[0].remark) == ("Changed", None)


def test_what_is_wrong_is_said(client: TestClient, db: Database) -> None:
    answer = send(client, "edit/1", title="x" * 101)
    assert (answer.status_code, "100 characters" in answer.text) == (400, True)
    assert stored(db)[0].title == "Ann's"


def test_deleting_marks_a_row(client: TestClient, db: Database) -> None:
    client.delete("/admin/errand/delete?pks=1")
    assert client.get("/admin/errand/details/1").status_code == 404
    assert [errand.deleted_at is None for errand in stored(db)] == [False, True]


def test_a_deleted_row_is_brought_back(client: TestClient, db: Database) -> None:
    client.delete("/admin/errand/delete?pks=1")
    assert "Ann&#39;s" in client.get("/admin/deleted-errand/list").text
    assert client.get("/admin/deleted-errand/action/restore?pks=1").status_code == 303
    assert [errand.deleted_at for errand in stored(db)] == [None, None]
    assert "Ann&#39;s" not in client.get("/admin/deleted-errand/list").text


def test_the_deleted_row_of_another_stays_deleted(client: TestClient, db: Database) -> None:
    client.delete("/admin/errand/delete?pks=1")
    bob = {"X-User": "2"}
    assert "Ann&#39;s" not in client.get("/admin/deleted-errand/list", headers=bob).text
    answer = client.get("/admin/deleted-errand/action/restore?pks=1", headers=bob)
    assert "error=" in answer.headers["location"]
    assert stored(db)[0].deleted_at is not None


def test_another_site_restores_nothing(client: TestClient, db: Database) -> None:
    client.delete("/admin/errand/delete?pks=1")
    client.headers["Sec-Fetch-Site"] = "cross-site"
    assert client.get("/admin/deleted-errand/action/restore?pks=1").status_code == 403
    assert stored(db)[0].deleted_at is not None


def tags_of(db: Database, key: int) -> list[int | None]:
    with db.session(owner=EVERYONE) as session:
        return [tag.id for tag in Crud(Errand, session).get(key).tags]


def test_a_form_links_rows(client: TestClient, db: Database) -> None:
    send(client, "edit/1", title="Changed", tags=["1"])
    assert tags_of(db, 1) == [1]
    send(client, "edit/1", title="Changed")
    assert tags_of(db, 1) == []


def test_the_rows_of_another_are_not_linked(client: TestClient, db: Database) -> None:
    answer = send(client, "edit/1", title="Changed", tags=["2"])
    assert (answer.status_code, "not there" in answer.text) == (400, True)
    assert tags_of(db, 1) == []


PAGES = [
    *("deleted-errand/list", "deleted-errand/export/json"),
    *("errand/list", "errand/details/1", "errand/edit/1", "errand/create", "errand/export/json"),
    *("person/list", "person/details/1", "person/edit/1", "person/export/csv"),
    "errand/ajax/lookup?name=person&term=Ann",
]


@pytest.mark.parametrize("page", PAGES)
def test_no_secret_is_shown(client: TestClient, page: str) -> None:
    answer = client.get(f"/admin/{page}")
    assert answer.status_code == 200
    assert SECRET not in answer.text
    assert "argon2" not in answer.text


@pytest.mark.parametrize("name", ["wage", "password", "api_key"])
def test_no_form_writes_a_secret(client: TestClient, name: str) -> None:
    forms = [client.get(f"/admin/{page}/edit/1").text for page in ("errand", "person")]
    assert not any(f'name="{name}"' in form for form in forms)


def test_what_needs_a_secret_is_not_made_here(client: TestClient) -> None:
    assert client.get("/admin/person/create").status_code == 403


def test_nothing_is_sorted_by_a_secret(client: TestClient) -> None:
    assert client.get("/admin/errand/list?sortBy=wage").status_code == 400


def test_only_rows_of_who_asks_can_be_chosen(client: TestClient) -> None:
    answer = client.get("/admin/errand/ajax/lookup", params={"name": "person", "term": "b"})
    assert answer.json() == {"results": []}


def test_a_form_of_another_site_is_refused(client: TestClient, db: Database) -> None:
    client.headers["Sec-Fetch-Site"] = "cross-site"
    assert send(client, "create", title="New").status_code == 403
    assert len(stored(db)) == 2


@pytest.fixture(scope="module")
def tab(app: FastAPI) -> Iterator[Page]:
    if CHROMIUM is None:
        reason = "no Chromium is installed"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright, running(app) as address:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(base_url=address, extra_http_headers={"X-User": "1"})
        browser.close()


@pytest.mark.browser
def test_a_row_is_made_and_deleted_in_a_browser(tab: Page, rows: None, db: Database) -> None:
    tab.goto("/admin/errand/create")
    tab.get_by_label("Title").fill("Fetch milk")
    tab.get_by_role("button", name="Save", exact=True).click()
    row = tab.get_by_role("row").filter(has_text="Fetch milk")
    row.locator("[data-bs-target='#modal-delete']").click()
    tab.get_by_role("button", name="Delete", exact=True).click()
    expect(row).to_have_count(0)
    assert stored(db)[2].deleted_at is not None


@pytest.mark.browser
def test_a_row_is_tagged_deleted_and_restored_in_a_browser(
    tab: Page, rows: None, db: Database
) -> None:
    tab.goto("/admin/errand/edit/1")
    tab.get_by_role("searchbox").fill("Ann")
    tab.get_by_role("option", name="Ann's tag").click()
    tab.get_by_role("button", name="Save", exact=True).click()
    row = tab.get_by_role("row").filter(has_text="Ann's")
    row.locator("[data-bs-target='#modal-delete']").click()
    tab.get_by_role("button", name="Delete", exact=True).click()
    expect(row).to_have_count(0)
    tab.goto("/admin/deleted-errand/list")
    row.get_by_role("checkbox").check()
    tab.get_by_role("button", name="Actions").click()
    tab.get_by_text("Restore", exact=True).click()
    expect(row).to_have_count(0)
    assert (stored(db)[0].deleted_at, tags_of(db, 1)) == (None, [1])


@pytest.mark.browser
def test_nothing_comes_from_another_host(tab: Page, rows: None) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto("/admin/errand/list")
    assert {httpx.URL(url).host for url in asked} == {"127.0.0.1"}
