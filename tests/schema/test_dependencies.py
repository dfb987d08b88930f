"""What real rows show."""

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert

from colonnade.schema.database import read_database
from colonnade.schema.dependencies import note_dependencies
from colonnade.schema.info import Dependency, table_info


def noted(url: str, table: str) -> list[Dependency]:
    metadata = read_database(url)
    note_dependencies(url, metadata)
    return table_info(metadata.tables[table]).dependencies


def test_an_order_that_repeats_its_customers_address_is_seen(northwind_url: str) -> None:
    found = {one.determinant: one for one in noted(northwind_url, "orders")}
    assert "ship_city" in found["customer_id"].dependents
    assert (found["customer_id"].rows, found["customer_id"].values) == (830, 89)


def test_what_follows_from_a_foreign_key_is_said_once(northwind_url: str) -> None:
    assert "ship_city" not in {one.determinant for one in noted(northwind_url, "orders")}


def test_a_price_that_few_values_share_is_an_accident(chinook_sqlite_url: str) -> None:
    assert noted(chinook_sqlite_url, "Track") == []


@pytest.fixture
def places(scratch: str) -> str:
    metadata = MetaData()
    columns = [Column(name, String(20)) for name in ("region", "continent", "note")]
    table = Table("places", metadata, Column("id", Integer, primary_key=True), *columns)
    rows = [
        {"id": n, "region": f"r{n % 6}", "continent": f"c{n % 3}", "note": f"n{n % 7}"}
        for n in range(1, 61)
    ]
    engine = create_engine(scratch)
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(insert(table), rows)
    engine.dispose()
    return scratch


def test_rows_are_read_on_each_database(places: str) -> None:
    assert noted(places, "places") == [Dependency("region", ("continent",), 60, 6)]
