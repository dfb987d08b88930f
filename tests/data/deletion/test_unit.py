"""A row and the rows below it are deleted as one unit, and restored as one."""

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from colonnade import (
    EVERYONE,
    Crud,
    Database,
    ForeignKeyViolation,
    InvalidQuery,
    NotFound,
    StaleUpdate,
)
from tests.data.conftest import statements_of
from tests.data.deletion.models import Bookmark, File, Folder, Invoice, Label, Note, User


def names(db: Database, owner: int = 1) -> list[str]:
    """What the owner sees of folders, files and notes."""
    with db.session(owner=owner) as session:
        folders = session.exec(select(Folder.name).order_by("id")).all()
        files = session.exec(select(File.name).order_by("id")).all()
        return [*folders, *files, *session.exec(select(Note.text).order_by("id")).all()]


def everything(db: Database) -> list[str]:
    return ["top", "mid", "low", "top.txt", "mid.txt", "low.txt", "top", "mid", "low"]


def delete(db: Database, model: type, key: int, owner: int = 1) -> None:
    with db.session(owner=owner) as session:
        Crud(model, session).delete(key)


def restore(db: Database, model: type, key: int, owner: int = 1) -> None:
    with db.session(owner=owner) as session:
        Crud(model, session).restore(key)


def test_what_is_below_goes_along(db: Database) -> None:
    delete(db, Folder, 2)
    assert names(db) == ["top", "top.txt", "top"]


def test_all_rows_of_a_unit_have_one_mark(db: Database) -> None:
    delete(db, Folder, 1)
    with Session(db.engine) as session:
        marks = [
            *session.exec(select(Folder.deleted_at).where(Folder.user_id == 1)),
            *session.exec(select(File.deleted_at).where(col(File.folder_id) <= 3)),
            *session.exec(select(Note.deleted_at).where(col(Note.file_id) <= 3)),
        ]
    assert len(marks) == 9
    assert len(set(marks)) == 1
    assert None not in marks


def test_it_is_one_update_for_each_table(db: Database) -> None:
    with db.session(owner=1) as session, statements_of(db.engine) as sent:
        Crud(File, session).delete(1)
    assert [s.split()[:2] for s in sent if s.startswith("UPDATE")] == [
        ["UPDATE", "files"],
        ["UPDATE", "notes"],
    ]


def test_rows_of_others_are_left_alone(db: Database) -> None:
    delete(db, Folder, 1)
    assert names(db, owner=2) == everything(db)


def test_a_row_of_somebody_else_is_not_found(db: Database) -> None:
    with db.session(owner=1) as session, pytest.raises(NotFound):
        Crud(Folder, session).delete(4)
    assert names(db, owner=2) == everything(db)


def test_restore_brings_back_what_was_deleted_along(db: Database) -> None:
    delete(db, Folder, 1)
    restore(db, Folder, 1)
    assert names(db) == everything(db)


def test_restore_leaves_what_was_deleted_earlier(db: Database) -> None:
    delete(db, File, 3)
    delete(db, Folder, 2)
    restore(db, Folder, 2)
    assert names(db) == ["top", "mid", "low", "top.txt", "mid.txt", "top", "mid"]
    restore(db, File, 3)
    assert names(db) == everything(db)


def test_a_row_whose_parent_is_deleted_cannot_be_restored(db: Database) -> None:
    delete(db, Folder, 1)
    with db.session(owner=1) as session:
        with pytest.raises(ForeignKeyViolation) as caught:
            Crud(File, session).restore(1)
        session.rollback()
    assert caught.value.field == "folder_id"


def test_rows_in_memory_know_it(db: Database) -> None:
    with db.session(owner=1) as session:
        folder, low = session.get_one(Folder, 2), session.get_one(Folder, 3)
        note = session.get_one(Note, 3)
        Crud(Folder, session).delete(2)
        assert folder.deleted_at == low.deleted_at == note.deleted_at is not None
        assert session.get(Note, 3) is None
        Crud(Folder, session).restore(2)
        assert (folder.deleted_at, note.deleted_at) == (None, None)


def test_rows_without_a_mark_stay(db: Database) -> None:
    delete(db, File, 1)
    with db.session(owner=1) as session:
        assert session.get(Label, (1, "x")) is not None


def test_a_living_row_that_needs_it_refuses(db: Database) -> None:
    with db.session(owner=1) as session:
        session.add(Invoice(file_id=3))
    with (
        pytest.raises(ForeignKeyViolation, match="still point"),
        db.session(owner=1) as session,
    ):
        Crud(Folder, session).delete(1)
    assert names(db) == everything(db)


def test_a_deleted_row_that_needs_it_does_not_refuse(db: Database) -> None:
    with db.session(owner=1) as session:
        session.add(Invoice(file_id=3))
    delete(db, Invoice, 1)
    delete(db, Folder, 1)
    assert names(db) == []


def test_a_row_that_needs_a_deleted_one_cannot_be_restored(db: Database) -> None:
    with db.session(owner=1) as session:
        session.add(Invoice(file_id=3))
    delete(db, Invoice, 1)
    delete(db, File, 3)
    with db.session(owner=1) as session, pytest.raises(ForeignKeyViolation):
        Crud(Invoice, session).restore(1)


def test_a_row_that_lets_go_keeps_pointing(db: Database) -> None:
    with db.session(owner=1) as session:
        session.add(Bookmark(file_id=1))
    delete(db, File, 1)
    restore(db, File, 1)
    with db.session(owner=1) as session:
        assert session.exec(select(Bookmark.file_id)).one() == 1


def test_a_version_counts_up(db: Database) -> None:
    with db.session(owner=1) as session:
        folder = session.get_one(Folder, 1)
        Crud(Folder, session).delete(1, version=1)
        assert folder.version == 2
        assert Crud(Folder, session).restore(1).version == 3


def test_a_stale_version_is_refused(db: Database) -> None:
    with db.session(owner=1) as session, pytest.raises(StaleUpdate):
        Crud(Folder, session).delete(1, version=7)
    assert names(db) == everything(db)


def test_a_deleted_row_is_not_deleted_again(db: Database) -> None:
    delete(db, Folder, 1)
    with db.session(owner=1) as session, pytest.raises(NotFound):
        Crud(Folder, session).delete(1)


def test_only_what_is_soft_deleted_is_restored(db: Database) -> None:
    with db.session(owner=EVERYONE) as session, pytest.raises(InvalidQuery):
        Crud(User, session).restore(1)


def test_rows_that_came_alive_below_a_deleted_one_are_not_taken_for_its_unit(db: Database) -> None:
    delete(db, Folder, 1)
    with db.session(owner=1) as session:
        session.exec(
            update(Note).where(col(Note.id) == 1).values(deleted_at=None),
            execution_options={"include_deleted": True},
        )
    restore(db, Folder, 1)
    assert names(db) == everything(db)
