"""A database is read, created again from what was read, and compared with itself."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, text

from colonnade.schema.catalog import catalog
from colonnade.schema.compare import Comparison, compare
from colonnade.schema.database import read_database
from tests.databases import DATA, MariaDB, PostgreSQL

HERE = Path(__file__).parent / "database"
MEASURE = DATA.parent / "tools" / "catalog_facts.py"


def create(metadata: MetaData, url: str, first: str = "") -> None:
    """Create the tables, after the schemas and what else they need."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for schema in sorted({table.schema for table in metadata.tables.values() if table.schema}):
            connection.execute(text(f'create schema "{schema}"'))
        for statement in filter(None, first.split(";")):
            connection.execute(text(statement))
        metadata.create_all(connection)
    engine.dispose()


def run(url: str, script: str) -> None:
    """Run the statements of a script that ends each with `;` at the end of a line."""
    engine = create_engine(url)
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        for statement in re.split(r";\s*\n", script + "\n"):
            if statement.strip():
                cursor.execute(statement)
    engine.dispose()


def round_trip(source: str, copy: str, first: str = "") -> Comparison:
    create(read_database(source), copy, first)
    return compare(catalog(source), catalog(copy))


def measured(source: str, copy: str) -> str:
    """What a second, independent measure says of the two databases."""
    if not MEASURE.exists():
        pytest.skip("the second measure is not beside the repository")
    names = [url.removeprefix("sqlite:///").replace("+psycopg", "") for url in (source, copy)]
    command = [sys.executable, str(MEASURE), *names]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_chinook_on_postgresql(chinook_url: str, postgresql_url: str) -> None:
    comparison = round_trip(chinook_url, postgresql_url)
    assert comparison.same, str(comparison)
    assert "0 facts lost or invented" in measured(chinook_url, postgresql_url)


def test_northwind_on_postgresql(northwind_url: str, postgresql_url: str) -> None:
    comparison = round_trip(northwind_url, postgresql_url)
    assert comparison.same, str(comparison)
    assert "0 facts lost or invented" in measured(northwind_url, postgresql_url)


def test_chinook_on_sqlite(chinook_sqlite_url: str, sqlite_url: str) -> None:
    comparison = round_trip(chinook_sqlite_url, sqlite_url)
    assert comparison.same, str(comparison)
    assert "0 facts lost or invented" in measured(chinook_sqlite_url, sqlite_url)


NOT_CARRIED = {  # each is named in `omissions` instead
    *(
        "view",
        "trigger",
        "function",
        "policy",
        "row security",
        "partition",
        "inheritance",
        "unlogged",
    ),
    *("not valid", "no inherit", "virtual table"),
}


def test_whatever_a_postgresql_table_can_be(postgresql: PostgreSQL, postgresql_url: str) -> None:
    source = postgresql.load(HERE / "postgresql.sql")
    try:
        comparison = round_trip(source, postgresql_url, "create type pair as (a int, b text)")
    finally:
        postgresql.drop(source)
    assert str(comparison.without(NOT_CARRIED)).splitlines() == [
        'lost domain: public.positive: integer, True, 7, {"above_zero CHECK ((VALUE > 0))"}',
        "lost domain: public.spare: text, False, , {}",
        "lost enum: public.never: {'used'}",
        'invented domain: public.positive: integer, True, 7, {"positive_check CHECK ((VALUE > 0))"}',
    ]


def test_whatever_a_sqlite_table_can_be(tmp_path: Path, sqlite_url: str) -> None:
    source = tmp_path / "source.sqlite"
    with sqlite3.connect(source) as connection:
        connection.executescript((HERE / "sqlite.sql").read_text())
    comparison = round_trip(f"sqlite:///{source}", sqlite_url)
    assert str(comparison.without(NOT_CARRIED)).splitlines() == [
        "lost foreign key: part: lost_id, nowhere, id, NO ACTION, NO ACTION"
    ]


def test_whatever_a_mariadb_table_can_be(mariadb: MariaDB, mariadb_url: str) -> None:
    source = mariadb.create()
    try:
        run(source, (HERE / "mariadb.sql").read_text())
        comparison = round_trip(source, mariadb_url)
    finally:
        mariadb.drop(source)
    assert str(comparison.without(NOT_CARRIED)) == "The databases are the same."


@pytest.mark.parametrize("kind", ["table", "column", "index", "foreign key"])
def test_the_comparison_sees_what_is_missing(
    chinook_url: str, postgresql_url: str, kind: str
) -> None:
    metadata = read_database(chinook_url)
    if kind == "table":
        metadata.remove(metadata.tables["playlist_track"])
    create(metadata, postgresql_url)
    drop = {"column": "alter table album drop title", "index": "drop index album_artist_id_idx"}
    drop["foreign key"] = "alter table album drop constraint album_artist_id_fkey"
    run(postgresql_url, drop.get(kind, "select 1"))
    assert kind in compare(catalog(chinook_url), catalog(postgresql_url)).lost
