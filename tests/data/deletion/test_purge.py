"""Purging really deletes, the oldest first, and leaves what is still needed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from colonnade import EVERYONE, Crud, Database, InvalidQuery
from tests.data.deletion.models import File, Invoice, Label, Note

MONTH = timedelta(days=30)
INCLUDE = {"include_deleted": True}


@pytest.fixture
def aged(db: Database) -> Database:
    """The files of both users were deleted long ago, but for one of each."""
    with db.session(owner=EVERYONE) as session:
        for key in (1, 2, 4, 5):
            Crud(File, session).delete(key)
        old = datetime(2020, 1, 1, tzinfo=UTC)
        session.exec(
            update(File).where(File.deleted_at != None).values(deleted_at=old),  # noqa: E711
            execution_options=INCLUDE,
        )
        Crud(File, session).delete(3)
    return db


def stored(db: Database) -> list[int | None]:
    with Session(db.engine) as session:
        return [*session.exec(select(File.id).order_by("id"))]


def test_old_rows_go_for_good(aged: Database) -> None:
    with aged.session(owner=EVERYONE) as session:
        assert Crud(File, session).purge(older_than=MONTH) == 4
    assert stored(aged) == [3, 6]


def test_what_is_below_goes_along(aged: Database) -> None:
    with aged.session(owner=EVERYONE) as session:
        Crud(File, session).purge(older_than=MONTH)
    with Session(aged.engine) as session:
        assert [*session.exec(select(Label.file_id).order_by("file_id"))] == [3, 6]
        assert [*session.exec(select(Note.file_id).order_by("file_id"))] == [3, 6]


def test_an_owner_purges_own_rows(aged: Database) -> None:
    with aged.session(owner=2) as session:
        assert Crud(File, session).purge(older_than=MONTH) == 2
    assert stored(aged) == [1, 2, 3, 6]


def test_it_takes_as_many_as_it_may(aged: Database) -> None:
    with aged.session(owner=EVERYONE) as session:
        files = Crud(File, session)
        assert [files.purge(older_than=MONTH, limit=3) for _ in range(3)] == [3, 1, 0]


def test_a_batch_without_rows_is_refused(aged: Database) -> None:
    with pytest.raises(InvalidQuery, match="batch is a number of rows"):
        aged.purge(File, older_than=timedelta(), batch=0)


def test_a_row_that_is_needed_stays(aged: Database) -> None:
    with Session(aged.engine) as session:
        session.add(Invoice(file_id=1))
        session.commit()
    with aged.session(owner=EVERYONE) as session:
        assert Crud(File, session).purge(older_than=MONTH) == 3
    assert stored(aged) == [1, 3, 6]
