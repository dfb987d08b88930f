"""Rows of one owner: another owner's requests find none of them, whatever they try."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Header
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import EVERYONE, Crud, Database, Model, Owned, Owner, Shared, SoftDeleted
from colonnade.data.api.router import crud_router
from tests.data.api.conftest import client_of, service
from tests.data.conftest import BACKENDS

pytestmark = pytest.mark.anyio
metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Person(Owner, Base, table=True):
    """Owns notes and labels."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)


class NoteLabel(Owned, Base, table=True):
    """A label on a note."""

    __tablename__ = "note_label"

    note_id: int = Owned.through("note.id", primary_key=True, ondelete="CASCADE")
    label_id: int = Field(foreign_key="label.id", primary_key=True, ondelete="CASCADE")


class Label(Owned, Base, table=True):
    """A word on notes."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
    person_id: int = Owned.by("person.id")


class Note(Owned, SoftDeleted, Base, table=True):
    """Belongs to a person."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=20)
    person_id: int = Owned.by("person.id")

    labels: list[Label] = Relationship(link_model=NoteLabel)


class Country(Shared, Base, table=True):
    """The same for everybody."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)


class LabelPublic(Base):
    """A label as its owner sees it."""

    id: int
    name: str


class NoteCreate(Base):
    """A new note."""

    title: str
    label_ids: list[int] = []


class NotePublic(Base):
    """A note as its owner sees it."""

    id: int
    title: str
    labels: list[LabelPublic]


def caller(x_person: Annotated[int | None, Header()] = None) -> int | None:
    return x_person


ANN, BOB = {"X-Person": "1"}, {"X-Person": "2"}


def routers(db: Database) -> list[APIRouter]:
    notes = crud_router(Note, db, create=NoteCreate, public=NotePublic, owner=caller)
    others = (Label, NoteLabel, Person, Country)
    return [notes, *(crud_router(model, db, owner=caller) for model in others)]


@pytest.fixture(params=BACKENDS)
async def api(request, kept):
    db = kept(request.param, metadata)
    with db.session(owner=EVERYONE) as session:
        Crud(Person, session).create_many([{"name": "Ann"}, {"name": "Bob"}])
        Crud(Country, session).create({"name": "Fiji"})
    async with client_of(service(routers, db), db) as client:
        await client.post("/label", json={"name": "home"}, headers=ANN)
        await client.post("/note", json={"title": "Milk", "label_ids": [1]}, headers=ANN)
        yield client


async def test_the_owner_reads_and_changes_the_row(api):
    note = await api.patch("/note/1", json={"title": "Bread"}, headers=ANN)
    assert note.json() == {"id": 1, "title": "Bread", "labels": [{"id": 1, "name": "home"}]}


async def test_another_owner_finds_nothing(api):
    assert (await api.get("/note", headers=BOB)).json()["items"] == []
    assert (await api.get("/note/1", headers=BOB)).status_code == 404
    assert (await api.patch("/note/1", json={"title": "x"}, headers=BOB)).status_code == 404
    assert (await api.delete("/note/1", headers=BOB)).status_code == 404
    await api.delete("/note/1", headers=ANN)
    assert (await api.post("/note/1/restore", headers=BOB)).status_code == 404


async def test_another_owner_finds_nothing_in_bulk(api):
    await api.post("/note", json={"title": "Mine"}, headers=BOB)
    change = [{"id": 2, "title": "x"}, {"id": 1, "title": "x"}]
    changed = await api.post("/note/bulk/update", json=change, headers=BOB)
    deleted = await api.post("/note/bulk/delete", json=[{"id": 2}, {"id": 1}], headers=BOB)
    assert (changed.status_code, changed.json()["field"]) == (404, "1")
    assert (deleted.status_code, deleted.json()["field"]) == (404, "1")
    titles = [
        (await api.get(f"/note/{n}", headers=h)).json()["title"] for n, h in ((1, ANN), (2, BOB))
    ]
    assert titles == ["Milk", "Mine"]


async def test_another_owners_row_cannot_be_linked(api):
    by_ids = await api.post("/note", json={"title": "x", "label_ids": [1]}, headers=BOB)
    assert (by_ids.status_code, by_ids.json()["field"]) == (422, "label_ids")
    await api.post("/note", json={"title": "x"}, headers=BOB)
    link = {"note_id": 2, "label_id": 1}
    to_label = await api.post("/note-label", json=link, headers=BOB)
    assert (to_label.status_code, to_label.json()["field"]) == (404, "label_id")
    await api.post("/label", json={"name": "mine"}, headers=BOB)
    link = {"note_id": 1, "label_id": 2}
    to_note = await api.post("/note-label", json=link, headers=BOB)
    assert (to_note.status_code, to_note.json()["field"]) == (404, "note_id")


async def test_the_owner_cannot_be_chosen(api):
    refused = await api.post("/label", json={"name": "x", "person_id": 1}, headers=BOB)
    assert (refused.status_code, refused.json()["field"]) == (422, "person_id")


async def test_an_owner_sees_only_itself(api):
    assert [p["name"] for p in (await api.get("/person", headers=BOB)).json()["items"]] == ["Bob"]


async def test_a_request_that_names_no_owner_is_refused(api):
    assert (await api.get("/note")).status_code == 403


async def test_shared_rows_are_read_by_all_and_written_by_none(api):
    assert (await api.get("/country/1", headers=BOB)).json()["name"] == "Fiji"
    refused = await api.patch("/country/1", json={"name": "x"}, headers=BOB)
    assert refused.status_code in (403, 404)
