"""A connection that died in the pool is replaced before it is used, and a fresh one is not asked."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from colonnade import ConnectionLost, Crud, Database
from colonnade.data.compiled.choice import reads_of
from colonnade.data.sessions import liveness
from tests.data.compiled.schemas import TaskPublic
from tests.data.taskboard import Tag, Task


def kill_others(db: Database) -> None:
    """End every connection that rests in the pool, as a server's restart does."""
    other = Database(db.url.render_as_string(hide_password=False))
    with other.engine.connect() as connection:
        me = "SELECT pg_backend_pid()"
        found = "FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) {found} AND pid <> ({me})"))
    other.dispose()


@pytest.fixture
def rested(postgresql_db: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with a connection in its pool that has rested for long."""
    monkeypatch.setattr(liveness, "RESTED", 0)
    with postgresql_db.session() as session:
        session.exec(select(Tag)).all()
    return postgresql_db


def test_a_dead_connection_that_has_rested_is_replaced(rested: Database) -> None:
    kill_others(rested)
    with rested.session() as session:
        assert session.exec(select(Tag)).all() == []


def test_a_dead_connection_in_use_a_moment_ago_is_an_error_once(postgresql_db: Database) -> None:
    with postgresql_db.session() as session:
        session.exec(select(Tag)).all()
    kill_others(postgresql_db)
    with pytest.raises(ConnectionLost), postgresql_db.session() as session:
        session.exec(select(Tag)).all()
    with postgresql_db.session() as session:
        assert session.exec(select(Tag)).all() == []


def test_a_read_without_a_transaction_is_repeated(postgresql_db: Database) -> None:
    with postgresql_db.session() as session:
        session.exec(select(Tag)).all()
    kill_others(postgresql_db)
    with postgresql_db.session() as session:
        reads = reads_of(Crud(Task, session), session, TaskPublic)
        assert reads.list([], (), None) == []
        assert not session.in_transaction()


def test_a_connection_in_use_a_moment_ago_is_not_asked(
    postgresql_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    with postgresql_db.session() as session:
        session.exec(select(Tag)).all()
    ping = postgresql_db.engine.dialect.do_ping
    monkeypatch.setattr(
        postgresql_db.engine.dialect, "do_ping", lambda c: asked.append(c) or ping(c)
    )
    with postgresql_db.session() as session:
        session.exec(select(Tag)).all()
    assert asked == []
