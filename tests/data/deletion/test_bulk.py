"""Many rows at a time, where rows are deleted softly and belong to owners through others."""

import pytest

from colonnade import Crud, Database, OutOfScope, UniqueViolation
from tests.data.deletion.models import File, Folder, Note

ON = [File.folder_id, File.name]


def test_upsert_finds_the_living_row(db: Database) -> None:
    with db.session(owner=1) as session:
        files = Crud(File, session)
        assert files.upsert({"name": "top.txt", "folder_id": 1}, on=ON).id == 1
        assert (
            files.upsert_many([{"name": n, "folder_id": 1} for n in ("top.txt", "new")], on=ON) == 2
        )
        assert files.count() == 4


def test_upsert_beside_a_deleted_row(db: Database) -> None:
    with db.session(owner=1) as session:
        files = Crud(File, session)
        files.delete(1)
        if db.engine.dialect.name == "mysql":  # keeps the value for the deleted row
            with pytest.raises(UniqueViolation):
                files.upsert({"name": "top.txt", "folder_id": 1}, on=ON)
        else:
            assert files.upsert({"name": "top.txt", "folder_id": 1}, on=ON).id != 1


def test_upsert_into_a_folder_of_another_owner(db: Database) -> None:
    with db.session(owner=1) as session:
        with pytest.raises(OutOfScope):
            Crud(File, session).upsert({"name": "top.txt", "folder_id": 4}, on=ON)
        session.rollback()


def test_delete_many_takes_the_rows_below_along(db: Database) -> None:
    with db.session(owner=1) as session:
        assert Crud(Folder, session).delete_many(Folder.name == "mid") == 1
        assert [file.name for file in Crud(File, session).list()] == ["top.txt"]
        assert Crud(Note, session).count() == 1
    with db.session(owner=2) as session:
        assert Crud(File, session).count() == 3


def test_delete_many_of_rows_below_each_other(db: Database) -> None:
    with db.session(owner=1) as session:
        assert Crud(Folder, session).delete_many(True) == 3
        assert (Crud(Folder, session).count(), Crud(Note, session).count()) == (0, 0)
