"""What is read from a live database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Sequence, create_engine, text
from sqlalchemy.dialects.postgresql import DOMAIN, ENUM, JSONB

from colonnade.schema.database import read_database
from colonnade.schema.info import schema_info
from colonnade.schema.types import Verbatim
from tests.databases import PostgreSQL

HERE = Path(__file__).parent


def run(url: str, *statements: str) -> MetaData:
    """Run statements and read the database."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
    return read_database(url)


@pytest.fixture(scope="module")
def nasty(postgresql: PostgreSQL) -> Iterator[MetaData]:
    """Everything a PostgreSQL table can be."""
    url = postgresql.load(HERE / "postgresql.sql")
    yield read_database(url)
    postgresql.drop(url)


def test_the_source_is_told_without_a_password(scratch: str) -> None:
    metadata = run(scratch, "create table a (id integer primary key)")
    info = schema_info(metadata)
    assert info.dialect == scratch.partition("+")[0].partition(":")[0]
    assert info.source.startswith(info.dialect)


def test_a_key_without_a_sequence_does_not_count(postgresql_url: str) -> None:
    metadata = run(postgresql_url, "create table a (id integer primary key)")
    assert metadata.tables["a"].c.id.autoincrement is False


@pytest.mark.parametrize("kind", ["serial", "bigserial", "integer generated always as identity"])
def test_a_key_that_counts(postgresql_url: str, kind: str) -> None:
    column = run(postgresql_url, f"create table a (id {kind} primary key)").tables["a"].c.id
    assert column.autoincrement is True
    assert column.server_default is None or column.identity is not None


def test_two_schemas_may_have_a_table_of_one_name(postgresql_url: str) -> None:
    metadata = run(
        postgresql_url,
        "create table orders (id integer primary key)",
        "create schema sales",
        "create table sales.orders (id integer primary key references orders)",
    )
    (reference,) = metadata.tables["sales.orders"].foreign_keys
    assert reference.column.table is metadata.tables["orders"]


def test_an_integer_key_of_sqlite_counts(sqlite_url: str) -> None:
    metadata = run(
        sqlite_url,
        "create table a (id integer primary key)",
        "create table b (id int primary key)",
        "create table c (id integer primary key autoincrement)",
    )
    counts = [metadata.tables[name].c.id.autoincrement for name in "abc"]
    assert counts == ["auto", False, "auto"]
    assert metadata.tables["c"].dialect_options["sqlite"]["autoincrement"] is True


def test_a_shared_sequence_is_a_sequence(nasty: MetaData) -> None:
    default = nasty.tables["sales.order_head"].c.ref.server_default
    sequence = default.arg.sequence  # type: ignore[union-attr]
    assert isinstance(sequence, Sequence)
    assert (sequence.name, sequence.start, sequence.increment) == ("shared_seq", 100, 5)


def test_other_schemas_have_their_name(nasty: MetaData) -> None:
    assert nasty.tables["sales.order_line"].schema == "sales"
    assert nasty.tables["person"].schema is None


def test_the_order_of_a_key_is_kept(nasty: MetaData) -> None:
    key = nasty.tables["sales.order_line"].primary_key
    assert [column.name for column in key.columns] == ["year", "number", "line"]


def column(metadata: MetaData, name: str) -> Column[object]:
    return metadata.tables["person"].c[name]


def test_types_are_the_databases_own(nasty: MetaData) -> None:
    assert isinstance(column(nasty, "data").type, JSONB)
    mood = column(nasty, "mood").type
    assert isinstance(mood, ENUM)
    assert (mood.name, mood.enums) == ("mood", ["sad", "it's ok", "happy"])


def test_a_type_without_a_class_keeps_its_name(nasty: MetaData) -> None:
    names = [column(nasty, name).type for name in ("doc", "docs", "kind", "a_pair")]
    assert [kind.name for kind in names if isinstance(kind, Verbatim)] == [
        *("xml", "xml[]", '"char"', "pair")
    ]


def test_a_domain_does_not_lend_its_default(nasty: MetaData) -> None:
    age = column(nasty, "age")
    assert isinstance(age.type, DOMAIN)
    assert (age.nullable, age.server_default, age.type.default) == (True, None, "7")


def test_lists_of_values_are_readable(nasty: MetaData) -> None:
    checks = {
        one.name: str(getattr(one, "sqltext", "")) for one in nasty.tables["person"].constraints
    }
    assert checks["kind_known"] == "email IN ('a@b.c', 'd@e.f')"
    assert checks["name_known"] == "\"Quoted Name\" IN ('x', 'it''s, y')"


def test_what_is_left_out_is_named(nasty: MetaData) -> None:
    named = {(one.kind, one.name) for one in schema_info(nasty).omissions}
    assert named >= {
        *{("view", "adults"), ("materialized view", "totals"), ("function", "touch()")},
        *{("trigger", "person.on_touch"), ("policy", "person.own"), ("row security", "person")},
        *{("partition", "measure_2024"), ("partitioned table", "measure")},
        *{("inheritance", "derived"), ("not valid", "plain_key.late"), ("enum", "never")},
    }


def test_tables_of_an_extension_are_not_the_users(postgresql_url: str) -> None:
    try:
        metadata = run(postgresql_url, "create extension citext", "create table a (name citext)")
    except Exception as error:
        pytest.skip(f"the server has no extension citext: {type(error).__name__}")
    assert ("extension", "citext") in {
        (one.kind, one.name) for one in schema_info(metadata).omissions
    }
    assert str(metadata.tables["a"].c.name.type) == "CITEXT"


def test_a_spelling_of_sqlite_is_a_variant(sqlite_url: str) -> None:
    metadata = run(sqlite_url, "create table a (x numeric(10,2), y INT, z)")
    kinds = [repr(column.type) for column in metadata.tables["a"].c]
    assert kinds == ["NUMERIC(precision=10, scale=2)", "INTEGER()", "String()"]


def test_json_of_mariadb_is_json(mariadb_url: str) -> None:
    table = run(mariadb_url, "create table a (doc json)").tables["a"]
    assert type(table.c.doc.type).__name__ == "JSON"
    assert not [one for one in table.constraints if "json" in str(getattr(one, "sqltext", ""))]


def test_reading_writes_nothing(chinook_sqlite_url: str) -> None:
    path = Path(chinook_sqlite_url.removeprefix("sqlite:///"))
    before = path.read_bytes()
    read_database(chinook_sqlite_url)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]
