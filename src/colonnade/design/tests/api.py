"""The writer of `tests/test_api.py`: requests to each resource of the service."""

from colonnade.design.models.code import text as literal
from colonnade.design.routes import Resource, resources_of
from colonnade.design.tests.subject import Subject, Subjects, names
from colonnade.design.tests.values import IMPORTS
from colonnade.schema.relations import unique_sets

HEAD = '''\
"""The service: every resource answers to requests."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import BaseModel
{imports}
from fastapi.testclient import TestClient

from app.database import db
{for_strangers}from app.models import {models}
from colonnade.testing import body
{from_colonnade}from tests.factories import New, {makers}


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


RESOURCES = [{resources}]
CHANGING = [resource for resource in RESOURCES if resource.changes]

every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=str)


def new_body(resource: Resource{owner}) -> dict[str, Any]:
    """What a client sends to make a valid row."""
    with db.session({scope}) as session:
        return body(resource.create, resource.new(session{owner_argument}))


def test_the_service_is_well(client: TestClient) -> None:
    assert client.get("/health").status_code == 200


@every_resource
def test_what_was_created_is_found(resource: Resource, client: TestClient{owner}) -> None:
    made = client.post(resource.path, json=new_body(resource{owned}))
    assert made.status_code == 201, made.text
    found = client.get(resource.of(made.json()))
    assert found.status_code == 200, found.text
    assert resource.of(found.json()) == resource.of(made.json())


@every_resource
def test_what_was_created_is_listed(resource: Resource, client: TestClient{owner}) -> None:
    made = client.post(resource.path, json=new_body(resource{owned})).json()
    items = client.get(resource.path).json()["items"]
    assert resource.of(made) in [resource.of(item) for item in items]


@every_resource
def test_a_body_with_an_unknown_field_is_refused(resource: Resource, client: TestClient) -> None:
    refused = client.post(resource.path, json={{"no such field": 1}})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("resource", CHANGING, ids=str)
def test_a_change_is_kept(resource: Resource, client: TestClient{owner}) -> None:
    made = client.post(resource.path, json=new_body(resource{owned})).json()
    wanted = resource.update(**resource.changes)
    sent = wanted.model_dump(mode="json", exclude_unset=True)
    changed = client.patch(resource.of(made), json=sent)
    assert changed.status_code == 200, changed.text
    assert resource.update(**{{name: changed.json()[name] for name in sent}}) == wanted


@every_resource
def test_what_was_deleted_is_not_found(resource: Resource, client: TestClient{owner}) -> None:
    made = client.post(resource.path, json=new_body(resource{owned})).json()
    assert client.delete(resource.of(made)).status_code == 204
    assert client.get(resource.of(made)).status_code == 404
'''

CONFLICT = """

@pytest.mark.parametrize("resource", [one for one in RESOURCES if one.path in {paths}], ids=str)
def test_the_same_again_is_a_conflict(resource: Resource, client: TestClient{owner}) -> None:
    sent = new_body(resource{owned})
    assert client.post(resource.path, json=sent).status_code == 201
    assert client.post(resource.path, json=sent).status_code == 409
"""

JOINING = """

@pytest.mark.parametrize("path", [{paths}])
def test_nobody_joins_by_a_request(path: str, client: TestClient) -> None:
    assert client.post(path, json={{}}).status_code == 405
"""

OWNERS = """

@every_resource
def test_a_stranger_does_not_find_it(
    resource: Resource, client: TestClient, owner: {owner}, stranger: {owner}
) -> None:
    made = client.post(resource.path, json=new_body(resource, owner)).json()
    answer = client.get(resource.of(made), headers=signed_in(stranger))
    assert answer.status_code == 404


@every_resource
def test_nobody_gets_in_without_a_token(resource: Resource) -> None:
    with TestClient(app) as client:
        assert client.get(resource.path).status_code == 401
"""


FOR_STRANGERS = "from app.main import app\nfrom tests.conftest import signed_in\n"

Tested = list[tuple[Subject, Resource]]
"""The models that a client makes rows of, each as the service shows it."""


def text(subjects: Subjects) -> str:
    """The text of `tests/test_api.py`; empty without a service, or when no resource takes what a client makes up."""
    if not subjects.design.fastapi or (subjects.scope and not subjects.owner):
        return ""
    resources = {one.table.key: one for one in resources_of(subjects.design)}
    tested = [
        (one, resources[one.table.key])
        for one in subjects
        if one.table.key in resources and resources[one.table.key].create
    ]
    if not tested:
        return ""
    owner = subjects.owner
    asked = {
        "owner": f", owner: {owner.model}" if owner else "",
        "owned": ", owner" if owner else "",
    }
    found = _head(subjects, tested, asked)
    paths = [literal(resource.path) for one, resource in tested if _repeats(one)]
    if paths:
        found += CONFLICT.format(paths=f"{{{', '.join(paths)}}}", **asked)
    joined = [literal(one.path) for one in resources.values() if one.joins]
    if joined:
        found += JOINING.format(paths=", ".join(joined))
    return found + OWNERS.format(owner=owner.model) if owner else found


def _head(subjects: Subjects, tested: Tested, asked: dict[str, str]) -> str:
    """The file with the tests that every service has.

    Args:
        subjects: the models.
        tested: those that the service shows.
        asked: how the owner is said as a parameter and as an argument.
    """
    owner = subjects.owner
    schemas = (name for _, one in tested for name in (one.create, one.update) if name)
    return HEAD.format(
        imports=IMPORTS,
        for_strangers=FOR_STRANGERS if owner else "",
        models=", ".join([*schemas, *([owner.model] if owner else [])]),
        makers=", ".join(f"new_{one.name}" for one, _ in tested),
        resources=", ".join(_resource(one, resource) for one, resource in tested),
        from_colonnade="from colonnade import EVERYONE\n" if subjects.scope else "",
        scope=subjects.scope,
        owner_argument=f", owner.{owner.key[0]}" if owner else "",
        **asked,
    )


def _resource(subject: Subject, resource: Resource) -> str:
    key = literal(tuple(subject.key))
    new = f"new_{subject.name}"
    parts = [literal(resource.path), key, new, str(resource.create)]
    if resource.update and subject.change:
        name, source = subject.change
        parts += [resource.update, f"{{{literal(name)}: {source}}}"]
    return f"Resource({', '.join(parts)})"


def _repeats(subject: Subject) -> bool:
    """Whether sending the same body twice breaks a unique constraint: all its columns are in the body."""
    sent = names(subject.schemas.create) & subject.row.given
    sent |= {subject.owner_column or ""}
    return any(unique <= sent for unique in unique_sets(subject.table))
