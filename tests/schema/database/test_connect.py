"""URLs, drivers and connections."""

import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

from colonnade.errors import ConfigurationError, SourceError
from colonnade.schema.database import read_database, redacted
from colonnade.schema.database.connect import reason, sync_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:secret@host/db", "postgresql://ann:***@host/db"),
        ("postgresql://host/db?password=secret", "postgresql://host/db?password=***"),
        ("sqlite:///file.db", "sqlite:///file.db"),
        ("post gres://ann:se@cret@host", "post gres://***@host"),
    ],
)
def test_passwords_are_not_shown(url: str, shown: str) -> None:
    assert redacted(url) == shown


@pytest.mark.parametrize(
    ("named", "used"),
    [
        ("postgres", "postgresql+psycopg"),
        ("mariadb", "mysql+pymysql"),
        ("postgresql+asyncpg", "postgresql+psycopg"),
        ("sqlite+aiosqlite", "sqlite+pysqlite"),
        ("mysql+mysqlconnector", "mysql+pymysql"),
        ("postgresql+pg8000", "postgresql+psycopg"),
    ],
)
def test_a_driver_that_waits_takes_the_place_of_another(named: str, used: str) -> None:
    assert sync_url(f"{named}://host/db").drivername == used


def test_a_sync_driver_that_is_installed_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PGDialect_psycopg2, "import_dbapi", lambda: None)
    assert sync_url("postgresql+psycopg2://host/db").drivername == "postgresql+psycopg2"


@pytest.mark.parametrize("url", ["nonsense", "postgresql://host:port/db", "://", "oracle://x/y"])
def test_a_url_that_cannot_be_used(url: str) -> None:
    with pytest.raises(ConfigurationError):
        read_database(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hidden-word@127.0.0.1:1/db",
        "mysql://ann:hidden-word@127.0.0.1:1/db",
        "postgresql+asyncpg://ann:hidden-word@no-such-host.invalid/db",
    ],
)
def test_a_server_that_does_not_answer(url: str) -> None:
    with pytest.raises(SourceError, match="Cannot connect to") as error:
        read_database(url)
    assert "hidden-word" not in str(error.value)


def test_a_wrong_password_is_not_repeated(mariadb_url: str) -> None:
    url = mariadb_url.replace("//root@", "//nobody:hidden-word@")
    with pytest.raises(SourceError, match="Access denied") as error:
        read_database(url)
    assert "hidden-word" not in str(error.value)


def test_words_of_a_driver_lose_the_password() -> None:
    words = reason(OSError("no route for\n ann:hidden-word"), "mysql://ann:hidden-word@host")
    assert words == "no route for ann:***"


def test_a_missing_database(postgresql_url: str) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read_database(postgresql_url + "_missing")


def test_a_missing_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError, match=r"colonnade\[postgres\]"):
        read_database("postgresql://127.0.0.1/db")


def test_a_missing_file_is_not_created(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    with pytest.raises(SourceError, match="no SQLite database at"):
        read_database(f"sqlite:///{path}")
    assert not path.exists()


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("This is no database, but long enough to be one.")
    with pytest.raises(SourceError, match="is not a SQLite database"):
        read_database(f"sqlite:///{path}")


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(b"SQLite format 3\0" + b"x" * 2000)
    with pytest.raises(SourceError, match="Cannot"):
        read_database(f"sqlite:///{path}")


def test_a_file_with_odd_characters_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a b?c#d%20.db"
    sqlite3.connect(path).execute("create table a (x)")
    url = URL.create("sqlite", database=str(path)).render_as_string()
    assert list(read_database(url).tables) == ["a"]
