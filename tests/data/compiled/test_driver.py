"""How a prepared text goes to the driver."""

from typing import Any

import pytest
from sqlalchemy import text

from colonnade import Crud, Database, UniqueViolation
from colonnade.data.compiled import driver
from tests.data.compiled.schemas import TaskPublic
from tests.data.taskboard import Task, User


def kept(db: Database) -> dict[str, Any]:
    """The cursors of the connection that was used last."""
    with db.engine.connect() as connection:
        found: dict[str, Any] = connection.info.get("colonnade.cursors", {})
        return dict(found)


def listed(db: Database) -> list[TaskPublic]:
    with db.session() as session:
        return Crud(Task, session).list(into=TaskPublic)


def test_a_statement_keeps_its_cursor_on_psycopg(postgresql_db: Database) -> None:
    listed(postgresql_db)
    before = kept(postgresql_db)
    listed(postgresql_db)
    assert kept(postgresql_db) == before != {}


def test_a_kept_cursor_holds_no_rows(postgresql_db: Database) -> None:
    with postgresql_db.session() as session:
        session.add(Task(title="a", user=User(email="ann")))
    assert len(listed(postgresql_db)) == 1
    for cursor, _ in kept(postgresql_db).values():
        assert cursor.pgresult.pgresult_ptr is None


def test_a_connection_keeps_no_more_cursors_than_it_may(
    postgresql_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "CURSORS", 2)
    postgresql_db.dispose()
    for sort in ("title", "-title", "created_at", "-created_at"):
        with postgresql_db.session() as session:
            Crud(Task, session).list(sort=sort, into=TaskPublic)
    assert len(kept(postgresql_db)) == 2


def test_another_encoding_is_read_by_another_cursor(postgresql_db: Database) -> None:
    with postgresql_db.session() as session:
        session.add(Task(title="é", user=User(email="ann")))
    before = listed(postgresql_db)
    with postgresql_db.session() as session:
        session.connection().execute(text("SET LOCAL client_encoding = 'LATIN1'"))
        assert Crud(Task, session).list(into=TaskPublic) == before


def test_a_cursor_that_failed_is_not_used_again(postgresql_db: Database) -> None:
    def add(email: str) -> None:
        with postgresql_db.session() as session:
            Crud(User, session).create({"email": email}, into=User)

    add("ann")
    with pytest.raises(UniqueViolation):
        add("ann")
    assert not any("INSERT" in text for text in kept(postgresql_db))
    add("bob")
