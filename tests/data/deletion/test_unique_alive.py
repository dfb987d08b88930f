"""Unique among the living: a new row may take the value of a deleted one, where the database has partial indexes."""

import pytest

from colonnade import Crud, Database, UniqueViolation
from tests.data.deletion.models import File

NEW = {"name": "top.txt", "folder_id": 1}


def partial(db: Database) -> bool:
    return db.engine.dialect.name != "mysql"


def test_two_living_rows_are_refused(db: Database) -> None:
    with db.session(owner=1) as session:
        with pytest.raises(UniqueViolation) as caught:
            Crud(File, session).create(NEW)
        session.rollback()
    assert caught.value.field in ("folder_id, name", "name")


def test_a_deleted_row_gives_its_value_free(db: Database) -> None:
    with db.session(owner=1) as session:
        files = Crud(File, session)
        files.delete(1)
        if partial(db):
            assert files.create(NEW).id == 7
        else:
            with pytest.raises(UniqueViolation):
                files.create(NEW)
            session.rollback()


@pytest.mark.only("sqlite", "postgresql")  # MariaDB keeps the value for the deleted row
def test_restore_is_refused_when_the_value_is_taken(db: Database) -> None:
    with db.session(owner=1) as session:
        files = Crud(File, session)
        files.delete(1)
        files.create(NEW)
        with pytest.raises(UniqueViolation):
            files.restore(1)
        session.rollback()
