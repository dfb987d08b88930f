"""From what a person names to the reader for it."""

import sqlite3
from pathlib import Path

import pytest

from colonnade.errors import InvalidSource, SourceError
from colonnade.schema.source import read_source


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one source of each kind, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("a.sql").write_text("create table a (id integer primary key);")
    Path("a.dbml").write_text("Table a {\n  id integer [pk]\n}\n")
    Path("models.py").write_text(
        "from sqlmodel import Field, SQLModel\n"
        "class A(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n"
    )
    with sqlite3.connect("a.db") as connection:
        connection.execute("create table a (id integer primary key)")
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "source", ["a.sql", "a.dbml", "a.db", "sqlite:///a.db", "models", "models.py"]
)
def test_each_kind_of_source(source: str) -> None:
    assert list(read_source(source).tables) == ["a"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "source", ["b.dbml", "b.sql", "b.db", "b.py", "no such thing", "a/b/c.txt"]
)
def test_a_source_that_is_not_there(source: str) -> None:
    with pytest.raises(SourceError):
        read_source(source)


def test_a_source_without_tables(folder: Path) -> None:
    (folder / "empty.sql").write_text("select 1;")
    with pytest.raises(SourceError, match=r"no table in empty\.sql"):
        read_source("empty.sql")


def test_a_word_is_taken_for_a_module(folder: Path) -> None:
    with pytest.raises(InvalidSource):
        read_source("nothing_there")
