"""`crud_router` itself: what can be chosen, derived schemas, bytes, and the OpenAPI document."""

import base64
from decimal import Decimal
from typing import Annotated

import pytest
from fastapi import APIRouter
from pydantic import NaiveDatetime
from sqlalchemy import Computed, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade import AsyncCrud, Database, Model
from colonnade.data.api.derived import derived_schema
from colonnade.data.api.router import crud_router
from colonnade.data.api.sessions import session_of
from tests.data import taskboard
from tests.data.api import schemas
from tests.data.api.conftest import client_of, routers, served, service
from tests.data.conftest import BACKENDS

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these taskboard."""


class Picture(Base, table=True):
    """Holds bytes, has a name for its key, and a column that is called as a parameter is."""

    name: str = Field(primary_key=True, max_length=20)
    content: bytes | None = None
    size: int = 0
    double: int | None = Field(default=None, sa_column_args=[Computed("size * 2", persisted=True)])
    price: Decimal = Field(default=Decimal(0), max_digits=8, decimal_places=2)
    taken: NaiveDatetime | None = None


def picture_routers(db: Database) -> list[APIRouter]:
    return [crud_router(Picture, db)]


@pytest.fixture(params=BACKENDS)
async def pictures(request, kept):
    db = kept(request.param, metadata)
    async with client_of(service(picture_routers, db), db) as client:
        yield client


pytestmark = pytest.mark.anyio
BYTES = base64.b64encode(b"\x89PNG\xff").decode()


async def test_bytes_are_base64_in_both_directions(pictures):
    made = await pictures.post("/picture", json={"name": "a", "content": BYTES})
    assert made.json()["content"] == BYTES
    assert (await pictures.get("/picture/a")).json()["content"] == BYTES
    changed = await pictures.patch("/picture/a", json={"content": base64.b64encode(b"x").decode()})
    assert changed.json()["content"] == "eA=="


async def test_what_is_no_base64_is_422(pictures):
    refused = await pictures.post("/picture", json={"name": "a", "content": "%"})
    assert (refused.status_code, refused.json()["field"]) == (422, "content")


async def test_a_text_key_is_escaped_in_its_location(pictures):
    made = await pictures.post("/picture", json={"name": "a b?"})
    assert made.headers["Location"] == "/picture/a%20b%3F"
    assert (await pictures.get(made.headers["Location"])).json()["name"] == "a b?"


async def test_what_the_database_computes_is_shown(pictures):
    assert (await pictures.post("/picture", json={"name": "a", "size": 2})).json()["double"] == 4
    assert (await pictures.patch("/picture/a", json={"size": 3})).json()["double"] == 6


async def test_a_field_called_as_a_parameter_is_filtered_by_its_full_name(pictures):
    await pictures.post("/picture", json={"name": "a", "size": 2})
    assert len((await pictures.get("/picture?size__eq=2&size=1")).json()["items"]) == 1


async def test_a_moment_without_a_time_zone_is_compared_without_one(pictures):
    await pictures.post("/picture", json={"name": "a", "taken": "2026-01-01T12:00:00"})
    for query, count in {"taken__gt=2026-01-01": 1, "taken__lt=2026-01-01T12:00:00": 0}.items():
        assert len((await pictures.get(f"/picture?{query}")).json()["items"]) == count
    assert (await pictures.get("/picture?taken=2026-01-01T12:00:00Z")).status_code == 400


def test_a_derived_schema_leaves_out_what_is_filled_elsewhere():
    assert set(derived_schema(taskboard.Task, "Create").model_fields) == {
        "title",
        "points",
        "priority",
        "user_id",
    }
    assert "content" in derived_schema(Picture, "Create").model_fields
    assert "double" not in derived_schema(Picture, "Create").model_fields
    assert set(derived_schema(taskboard.User, "Public").model_fields) == {"id", "email"}


def test_every_field_of_a_derived_change_is_optional():
    schema = derived_schema(taskboard.Task, "Update")
    assert not any(field.is_required() for field in schema.model_fields.values())
    assert "name" not in derived_schema(Picture, "Update").model_fields


async def test_a_route_of_ones_own_replaces_one(sqlite_db):
    router = crud_router(taskboard.Tag, sqlite_db, exclude={"create", "delete"})
    session = session_of(sqlite_db)

    @router.post("", status_code=201)
    async def create(name: str, session: Annotated[AsyncSession, session.__metadata__[0]]) -> str:
        return (await AsyncCrud(taskboard.Tag, session).create({"name": name})).name

    async with served(sqlite_db, router) as client:
        assert (await client.post("/tags?name=home")).json() == "home"
        assert (await client.get("/tags/1")).json()["name"] == "home"
        assert (await client.delete("/tags/1")).status_code == 405


async def test_prefix_and_tags_can_be_chosen(sqlite_db):
    router = crud_router(taskboard.Tag, sqlite_db, prefix="/words", tags=["Words"])
    async with served(sqlite_db, router) as client:
        assert (await client.get("/words")).status_code == 200
        document = (await client.get("/openapi.json")).json()
    assert document["paths"]["/words"]["get"]["tags"] == ["Words"]


@pytest.fixture
def document(sqlite_db):
    app = service(routers, sqlite_db)
    app.openapi()
    return app.openapi()


def test_responses_are_typed(document):
    listing = document["paths"]["/tasks"]["get"]["responses"]["200"]["content"]
    page = document["components"]["schemas"][listing["application/json"]["schema"]["$ref"][21:]]
    assert page["properties"]["items"]["items"]["$ref"].endswith("/TaskPublic")
    assert page["properties"]["next"]["anyOf"][0] == {"type": "string"}


def test_operations_have_names_and_tags(document):
    operation = document["paths"]["/tasks/{id}/restore"]["post"]
    assert (operation["operationId"], operation["tags"]) == ("restoreTask", ["Task"])


def test_every_error_is_documented_as_a_problem(document):
    responses = document["paths"]["/tasks/{id}"]["patch"]["responses"]
    assert set(responses) == {"200", "404", "409", "422", "503"}
    for status in ("404", "409", "422", "503"):
        assert list(responses[status]["content"]) == ["application/problem+json"]
    problem = responses["409"]["content"]["application/problem+json"]
    assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert problem["example"]["status"] == 409


def test_filters_are_documented_with_their_types(document):
    parameters = {p["name"]: p for p in document["paths"]["/tasks"]["get"]["parameters"]}
    assert parameters["size"]["schema"]["maximum"] == 100
    assert parameters["priority"]["schema"]["enum"] == ["low", "medium", "high"]
    assert parameters["points__gte"]["schema"]["type"] == "integer"
    assert "points__contains" not in parameters


def test_no_reference_in_the_document_leads_nowhere(document):
    def references(node):
        if isinstance(node, dict):
            yield from ([node["$ref"]] if "$ref" in node else [])
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                yield from references(child)

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_given_schemas_are_used_as_they_are(document):
    assert set(document["components"]["schemas"]["TaskCreate"]["properties"]) == set(
        schemas.TaskCreate.model_fields
    )


async def test_a_parameter_of_the_prefix_is_escaped_in_a_location(sqlite_db):
    router = APIRouter(prefix="/teams/{team}")
    router.include_router(crud_router(taskboard.Tag, sqlite_db))
    async with served(sqlite_db, router) as client:
        made = await client.post("/teams/a%3F%E2%82%AC/tags", json={"name": "x"})
        assert made.headers["Location"] == "/teams/a%3F%E2%82%AC/tags/1"
