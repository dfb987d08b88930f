"""Models and databases that differ."""

from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine, text

from colonnade.errors import SourceError
from colonnade.findings import Place
from colonnade.schema.drift import drift
from colonnade.schema.info import TableInfo


def models(**options: object) -> MetaData:
    metadata = MetaData()
    Table("teams", metadata, Column("id", Integer, primary_key=True))
    title = Column("title", String(100), nullable=False, index=True)
    key = Column("team_id", ForeignKey("teams.id"))
    Table("tasks", metadata, Column("id", Integer, primary_key=True), title, key, **options)
    return metadata


@pytest.fixture
def database(scratch: str) -> str:
    run(scratch)
    return scratch


def run(url: str, *statements: str) -> None:
    """Run statements; without any, make the tables of the models."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
        if not statements:
            models().create_all(connection)
    engine.dispose()


def messages(url: str) -> list[str]:
    return [finding.message for finding in drift(models(), url)]


def test_a_database_made_from_the_models_does_not_drift(database: str) -> None:
    assert drift(models(), database) == []


def test_what_only_one_side_has_is_named(sqlite_url: str) -> None:
    run(sqlite_url)
    added = "ALTER TABLE tasks ADD COLUMN note VARCHAR(9)"
    run(sqlite_url, added, "CREATE TABLE extra (id INTEGER)")
    assert messages(sqlite_url) == [
        "Only in the database: the table `extra`.",
        "Only in the database: the column `tasks.note`.",
    ]


@pytest.mark.only("postgresql", "mariadb")
def test_a_type_that_differs_is_named_on_both_sides(database: str) -> None:
    change = "MODIFY title VARCHAR(50) NOT NULL"
    run(
        database,
        f"ALTER TABLE tasks {change if 'mysql' in database else 'ALTER title TYPE VARCHAR(50)'}",
    )
    (said,) = messages(database)
    assert said.startswith("The type of `tasks.title` is ")
    assert "(100) in the models" in said
    assert said.endswith("(50) in the database.")


def test_a_missing_index_is_named(sqlite_url: str) -> None:
    run(sqlite_url)
    run(sqlite_url, "DROP INDEX ix_tasks_title")
    (said,) = messages(sqlite_url)
    assert said.startswith("Only in the models: the index of `tasks` (ix_tasks_title")


def test_the_table_of_alembic_is_no_drift(sqlite_url: str) -> None:
    run(sqlite_url)
    run(sqlite_url, "CREATE TABLE alembic_version (version_num VARCHAR(32))")
    assert messages(sqlite_url) == []


def test_a_finding_is_where_the_model_is(sqlite_url: str) -> None:
    run(sqlite_url, "CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY)")
    info = {"info": {"colonnade": TableInfo(place=Place("models.py", 7))}}
    (finding,) = drift(models(**info), sqlite_url)
    assert str(finding.place) == "models.py:7"


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no SQLite database"):
        drift(models(), f"sqlite:///{tmp_path / 'none.db'}")
