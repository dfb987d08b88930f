"""A new row that is a unit by itself is committed with its statement, and shown as it is when it is read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlmodel import select

from colonnade import Conflict, Crud, Database, ReadOnly, crud_router
from colonnade.data.compiled.json.reads import json_reads
from colonnade.data.compiled.json.writes import JsonInsert, json_insert
from tests.data.api.conftest import served
from tests.data.compiled.json.schemas import Kinds, KindsPublic, metadata
from tests.data.compiled.schemas import TaskWithTags, TaskWithUser
from tests.data.kept import Kept
from tests.data.taskboard import Priority, Tag, Task, User

SHOWN = {
    "text": 'a "quoted" one',
    "flag": True,
    "whole": 7,
    "code": UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    "moment": datetime(2026, 1, 2, 3, 4, 5, 120_000, tzinfo=UTC),
    "local": datetime(2026, 1, 2, 3, 4, 5),
    "priority": Priority.HIGH,
}


@pytest.fixture
def db(kept: Kept) -> Database:
    return kept("postgresql", metadata)


@pytest.fixture
def board(postgresql_db: Database) -> Database:
    with postgresql_db.session() as session:
        session.add(User(email="ann"))
    return postgresql_db


def of(session: Session, model: Any, schema: type[BaseModel], *besides: str) -> JsonInsert:
    found = json_insert(session, model, schema, besides)
    assert found is not None
    return found


@pytest.mark.parametrize("values", [SHOWN, {"text": ""}])
def test_it_is_shown_as_it_is_read(db: Database, values: dict[str, Any]) -> None:
    with db.session() as session:
        made = of(session, Kinds, KindsPublic, "id").insert(values)
    assert made is not None
    with db.session() as session:
        reads = json_reads(session, Kinds, KindsPublic)
        assert reads is not None
        read = reads.row_of(made.values["id"])
    assert read is not None
    assert made.json == read.json


def test_it_is_committed_when_it_is_answered(db: Database) -> None:
    with db.session() as session:
        of(session, Kinds, KindsPublic).insert({"text": "x"})
        assert not session.in_transaction()
        with db.session() as other:
            assert Crud(Kinds, other).count() == 1


def test_the_unit_has_written(db: Database) -> None:
    with db.session() as session:
        of(session, Kinds, KindsPublic).insert({"text": "x"})
        assert session.wrote  # type: ignore[attr-defined]


def test_rows_that_can_only_follow_it_are_none(board: Database) -> None:
    with board.session() as session:
        made = of(session, Task, TaskWithTags).insert({"title": "x", "user_id": 1})
    assert made is not None
    assert made.json.endswith(b'"tags":[]}')


def test_rows_that_are_there_before_it_are_read_within_a_transaction(board: Database) -> None:
    with board.session() as session:
        insert = of(session, Task, TaskWithUser)
        assert insert.insert({"title": "x", "user_id": 1}) is None
    with board.session() as session:
        assert Crud(Task, session).count() == 0


def test_a_refused_row_names_its_field(board: Database) -> None:
    with board.session() as session:
        of(session, Tag, Named).insert({"name": "x"})
        insert = of(session, Tag, Named)
        with pytest.raises(Conflict) as caught:
            insert.insert({"name": "x"})
    assert caught.value.field == "name"


class Named(BaseModel):
    name: str


def _changed(session: Session) -> None:
    session.add(Tag(name="y"))


def _begun(session: Session) -> None:
    session.execute(select(Tag))


def _heard(session: Session) -> None:
    event.listen(session, "before_commit", lambda session: None)


@pytest.mark.parametrize("before", [_changed, _begun, _heard])
def test_a_unit_with_more_in_it_has_its_transaction(
    board: Database, before: Callable[[Session], None]
) -> None:
    with board.session() as session:
        before(session)
        of(session, Tag, Named).insert({"name": "x"})
        assert session.in_transaction()


def test_a_transaction_of_another_kind_is_begun(board: Database) -> None:
    with board.session(isolation_level="SERIALIZABLE") as session:
        of(session, Tag, Named).insert({"name": "x"})
        assert session.in_transaction()


def test_a_unit_that_only_reads_writes_no_row(board: Database) -> None:
    with board.session(read_only=True) as session:
        insert = of(session, Tag, Named)
        with pytest.raises(ReadOnly):
            insert.insert({"name": "x"})
        session.rollback()


def test_other_databases_write_no_json(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        assert json_insert(session, Tag, Named, ()) is None


class Short(BaseModel):
    """Limits of what is shown refuse no row; the model has those."""

    id: int
    text: str = Field(max_length=3)


@pytest.mark.anyio
async def test_a_row_beyond_a_limit_of_what_is_shown_is_shown(db: Database) -> None:
    async with served(db, crud_router(Kinds, db, public=Short)) as client:
        made = await client.post("/kinds", json={"text": "long"})
        read = await client.get(made.headers["Location"])
    assert (made.status_code, made.json()) == (201, read.json())


@pytest.mark.anyio
async def test_a_row_that_cannot_be_shown_is_not_committed(kept: Kept) -> None:
    db = kept("sqlite", metadata)
    async with served(db, crud_router(Kinds, db, public=Short)) as client:
        assert (await client.post("/kinds", json={"text": "long"})).status_code == 500
    with db.session() as session:
        assert Crud(Kinds, session).count() == 0
