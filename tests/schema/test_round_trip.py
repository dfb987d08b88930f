"""A database is read, created again from what was read, and compared with itself."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, text

from colonnade.schema.catalog import catalog
from colonnade.schema.compare import Comparison, compare
from colonnade.schema.database import read_database
from tests.databases import DATA, PostgreSQL

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


NOT_CARRIED = {
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
