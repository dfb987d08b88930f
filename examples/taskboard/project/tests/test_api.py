"""The service: every resource answers to requests."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from colonnade import EVERYONE
from colonnade.testing import body
from fastapi.testclient import TestClient
from pydantic import BaseModel

from app.database import db
from app.main import app
from app.models import TagCreate, TagUpdate, TaskCreate, TaskTagCreate, TaskUpdate, User
from tests.conftest import signed_in
from tests.factories import New, new_tag, new_task, new_task_tag


@dataclass(frozen=True)
class Resource:
    """One resource: its path, the attributes of its key, and what a client sends."""

    path: str
    key: tuple[str, ...]
    new: New
    create: type[BaseModel]
    update: type[BaseModel] = BaseModel
    changes: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.path

    def of(self, row: dict[str, Any]) -> str:
        """The path of one row."""
        return "/".join([self.path, *(str(row[name]) for name in self.key)])


RESOURCES = [
    Resource("/tags", ("id",), new_tag, TagCreate, TagUpdate, {"name": "name 99"}),
    Resource("/tasks", ("id",), new_task, TaskCreate, TaskUpdate, {"title": "title 99"}),
    Resource("/task-tags", ("task_id", "tag_id"), new_task_tag, TaskTagCreate),
]
CHANGING = [resource for resource in RESOURCES if resource.changes]

every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=str)


def new_body(resource: Resource, owner: User) -> dict[str, Any]:
    """What a client sends to make a valid row."""
    with db.session(owner=EVERYONE) as session:
        return body(resource.create, resource.new(session, owner.id))


def test_the_service_is_well(client: TestClient) -> None:
    assert client.get("/health").status_code == 200


@every_resource
def test_what_was_created_is_found(resource: Resource, client: TestClient, owner: User) -> None:
    made = client.post(resource.path, json=new_body(resource, owner))
    assert made.status_code == 201, made.text
    found = client.get(resource.of(made.json()))
    assert found.status_code == 200, found.text
    assert resource.of(found.json()) == resource.of(made.json())


@every_resource
def test_what_was_created_is_listed(resource: Resource, client: TestClient, owner: User) -> None:
    made = client.post(resource.path, json=new_body(resource, owner)).json()
    items = client.get(resource.path).json()["items"]
    assert resource.of(made) in [resource.of(item) for item in items]


@every_resource
def test_a_body_with_an_unknown_field_is_refused(resource: Resource, client: TestClient) -> None:
    refused = client.post(resource.path, json={"no such field": 1})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("resource", CHANGING, ids=str)
def test_a_change_is_kept(resource: Resource, client: TestClient, owner: User) -> None:
    made = client.post(resource.path, json=new_body(resource, owner)).json()
    wanted = resource.update(**resource.changes)
    sent = wanted.model_dump(mode="json", exclude_unset=True)
    changed = client.patch(resource.of(made), json=sent)
    assert changed.status_code == 200, changed.text
    assert resource.update(**{name: changed.json()[name] for name in sent}) == wanted


@every_resource
def test_what_was_deleted_is_not_found(resource: Resource, client: TestClient, owner: User) -> None:
    made = client.post(resource.path, json=new_body(resource, owner)).json()
    assert client.delete(resource.of(made)).status_code == 204
    assert client.get(resource.of(made)).status_code == 404


@pytest.mark.parametrize(
    "resource", [one for one in RESOURCES if one.path in {"/tags", "/task-tags"}], ids=str
)
def test_the_same_again_is_a_conflict(resource: Resource, client: TestClient, owner: User) -> None:
    sent = new_body(resource, owner)
    assert client.post(resource.path, json=sent).status_code == 201
    assert client.post(resource.path, json=sent).status_code == 409


@every_resource
def test_a_stranger_does_not_find_it(
    resource: Resource, client: TestClient, owner: User, stranger: User
) -> None:
    made = client.post(resource.path, json=new_body(resource, owner)).json()
    answer = client.get(resource.of(made), headers=signed_in(stranger))
    assert answer.status_code == 404


@every_resource
def test_nobody_gets_in_without_a_token(resource: Resource) -> None:
    with TestClient(app) as client:
        assert client.get(resource.path).status_code == 401
