"""One URL gives the right driver, pool and connection settings for each database."""

import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import MetaData, text
from sqlalchemy.pool import QueuePool, StaticPool
from sqlmodel import select

from colonnade import ConfigurationError, ConnectionLost, Crud, Database, DatabaseSettings
from tests.data.taskboard import Tag, metadata

DRIVERS = [
    ("sqlite:///a.db", "pysqlite", "aiosqlite"),
    ("sqlite+aiosqlite:///a.db", "pysqlite", "aiosqlite"),
    ("postgresql://h/a", "psycopg", "psycopg"),
    ("postgresql+psycopg://h/a", "psycopg", "psycopg"),
    ("postgresql+asyncpg://h/a", "psycopg", "asyncpg"),
    ("postgres://h/a", "psycopg", "psycopg"),
    ("postgres+asyncpg://h/a", "psycopg", "asyncpg"),
    ("mysql://h/a", "pymysql", "asyncmy"),
    ("mariadb://h/a", "pymysql", "asyncmy"),
    ("mysql+asyncmy://h/a", "pymysql", "asyncmy"),
]


@pytest.mark.parametrize(("url", "sync", "asynchronous"), DRIVERS)
def test_drivers_are_chosen_from_one_url(url: str, sync: str, asynchronous: str) -> None:
    db = Database(url)
    assert db.engine.driver == sync
    assert db.async_engine.driver == asynchronous


def test_nothing_is_connected_at_first() -> None:
    assert Database("postgresql://nowhere.invalid/a").engine.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", ["sqlite:///a.db", "postgresql://h/a", "mysql://h/a"])
def test_nobody_listens_to_the_statements_of_an_engine(url: str) -> None:
    # SQLAlchemy would make objects for listeners at every step of every statement.
    assert not Database(url, metadata=MetaData()).engine._has_events


def test_the_url_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///from-the-environment.db")
    assert Database().url.database == "from-the-environment.db"


def test_the_url_comes_from_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DATABASE_URL=sqlite:///dot.db\nOTHER=1\n")
    assert Database().url.database == "dot.db"


def test_the_default_is_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    assert Database().url.render_as_string() == "sqlite:///app.db"


def test_settings_are_read_by_name_and_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_POOL_SIZE", "7")
    settings = DatabaseSettings(max_overflow=3)
    assert (settings.pool_size, settings.max_overflow) == (7, 3)


def test_an_application_adds_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings(DatabaseSettings):
        secret_key: SecretStr

    monkeypatch.setenv("SECRET_KEY", "hush")
    assert Settings().secret_key.get_secret_value() == "hush"  # type: ignore[call-arg]


def test_the_settings_reach_the_pool() -> None:
    db = Database("postgresql://h/a", settings=DatabaseSettings(pool_size=2))
    assert isinstance(db.engine.pool, QueuePool)
    assert db.engine.pool.size() == 2


@pytest.mark.parametrize(
    "url", ["nonsense", "oracle://h/a", "postgresql:/h", "postgresql://h:port/a"]
)
def test_a_wrong_url_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError):
        Database(url)


def test_a_wrong_url_is_not_repeated() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database("postgresql//ann:s3cret@h/a")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [
        ("postgresql://h/a", "psycopg", "postgres"),
        ("postgresql+asyncpg://h/a", "asyncpg", "asyncpg"),
        ("mysql://h/a", "asyncmy", "mysql"),
        ("sqlite:///a.db", "aiosqlite", "sqlite"),
    ],
)
def test_a_missing_driver_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, url: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigurationError) as caught:
        _ = Database(url).async_engine
    assert caught.value.remedy == f'pip install "colonnade[{extra}]"'


def test_repr_hides_the_password() -> None:
    assert repr(Database("mysql://ann:s3cret@h/a")) == "Database('mysql://ann:***@h/a')"


def test_parameters_are_hidden_in_logs_and_errors(sqlite_db: Database) -> None:
    assert sqlite_db.engine.hide_parameters


def test_sqlite_checks_foreign_keys_and_writes_ahead(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        assert session.exec(text("PRAGMA foreign_keys")).one()[0] == 1
        assert session.exec(text("PRAGMA journal_mode")).one()[0] == "wal"
        assert session.exec(text("PRAGMA busy_timeout")).one()[0] == 5000


def test_sqlite_rolls_ddl_back(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        session.exec(text("CREATE TABLE t (id INTEGER)"))
        session.rollback()
        assert (
            session.exec(text("SELECT count(*) FROM sqlite_master WHERE name = 't'")).one()[0] == 0
        )


def test_sqlite_in_memory_is_one_database_for_all_sessions() -> None:
    db = Database("sqlite://")
    db.create_all(metadata)
    assert isinstance(db.engine.pool, StaticPool)
    with db.session() as session:
        session.add(Tag(name="a"))
    with db.session() as session:
        assert Crud(Tag, session).count() == 1
    db.dispose()


@pytest.mark.anyio
async def test_sqlite_in_memory_is_one_database_sync_and_async() -> None:
    db = Database("sqlite://")
    db.create_all(metadata)
    with db.session() as session:
        session.add(Tag(name="a"))
    async with db.async_session() as session:
        assert len((await session.exec(select(Tag))).all()) == 1
    await db.aclose()


def test_two_databases_in_memory_are_two() -> None:
    one, other = Database("sqlite://"), Database("sqlite://")
    one.create_all(metadata)
    other.create_all(metadata)
    with one.session() as session:
        session.add(Tag(name="a"))
    with other.session() as session:
        assert Crud(Tag, session).count() == 0
    one.dispose()
    other.dispose()


def test_servers_speak_utc(server_db: Database) -> None:
    zone = {
        "mysql": "SELECT @@session.time_zone = '+00:00'",
        "postgresql": "SELECT current_setting('TimeZone') = 'UTC'",
    }
    with server_db.session() as session:
        assert session.exec(text(zone[server_db.engine.dialect.name])).one()[0]


def test_a_file_whose_folder_is_not_there_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(ConnectionLost, match="folder"):
        Database(f"sqlite:///{tmp_path}/nowhere/a.db").check()


def test_the_database_answers(db: Database) -> None:
    db.check()
