"""The tables made from the models equal the tables that the models were made from, fact by fact."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import MetaData

from colonnade.schema.catalog import catalog
from colonnade.schema.compare import compare
from colonnade.schema.database import read_database
from colonnade.schema.dbml import read_dbml
from tests.databases import MariaDB, PostgreSQL
from tests.design.models.generated import package, use
from tests.processes import mypy

HERE = Path(__file__).parent
TASK_BOARD = HERE.parents[2] / "examples" / "taskboard" / "taskboard.dbml"


# SQLite's constraints may have no name; their copies have the convention's.
NAMES = ("constraint name",)


def test_chinook_on_sqlite(chinook_sqlite_url: str, sqlite_url: str, tmp_path: Path) -> None:
    rows = use(package(read_database(chinook_sqlite_url), tmp_path), sqlite_url, chinook_sqlite_url)
    assert rows == 15607
    found = compare(catalog(chinook_sqlite_url), catalog(sqlite_url)).without(NAMES)
    assert found.same, found


def test_chinook_on_postgresql(chinook_url: str, postgresql_url: str, tmp_path: Path) -> None:
    rows = use(package(read_database(chinook_url), tmp_path), postgresql_url, chinook_url)
    assert rows == 15607
    found = compare(catalog(chinook_url), catalog(postgresql_url))
    assert found.same, found


def test_northwind_on_postgresql(northwind_url: str, postgresql_url: str, tmp_path: Path) -> None:
    rows = use(package(read_database(northwind_url), tmp_path), postgresql_url, northwind_url)
    assert rows == 3362
    found = compare(catalog(northwind_url), catalog(postgresql_url))
    assert found.same, found
    mypy(tmp_path, "--strict", "app")


def test_models_of_one_database_make_tables_on_another(
    chinook_sqlite_url: str, scratch: str, tmp_path: Path
) -> None:
    use(package(read_database(chinook_sqlite_url), tmp_path), scratch)
    assert len(sa.inspect(sa.create_engine(scratch)).get_table_names()) == 11


def test_models_of_postgresql_make_tables_elsewhere(
    northwind_url: str, scratch: str, tmp_path: Path
) -> None:
    use(package(read_database(northwind_url), tmp_path), scratch)
    assert len(sa.inspect(sa.create_engine(scratch)).get_table_names()) == 14


def test_the_task_board(scratch: str, tmp_path: Path) -> None:
    metadata = read_dbml(TASK_BOARD.read_text(encoding="utf-8"), str(TASK_BOARD))
    use(package(metadata, tmp_path), scratch)
    mypy(tmp_path, "--strict", "app")


@pytest.fixture
def hard_postgresql(postgresql: PostgreSQL, postgresql_url: str) -> str:
    """A PostgreSQL database with everything that is hard to write down."""
    with postgresql.connect(str(sa.make_url(postgresql_url).database)) as connection:
        connection.execute((HERE / "hard.postgresql.sql").read_text(encoding="utf-8"))
    return postgresql_url


@pytest.fixture
def other_postgresql(postgresql: PostgreSQL) -> str:
    url = postgresql.create()
    yield url
    postgresql.drop(url)


def test_a_hard_schema_on_postgresql(
    hard_postgresql: str, other_postgresql: str, tmp_path: Path
) -> None:
    folder = package(read_database(hard_postgresql), tmp_path)
    assert use(folder, other_postgresql, hard_postgresql) == 12
    # The reader names these among the omissions.
    omitted = ("unlogged", "partition")
    found = compare(catalog(hard_postgresql), catalog(other_postgresql)).without(omitted)
    assert found.same, found
    mypy(folder, "--strict", "app")


def test_a_hard_schema_of_postgresql_makes_tables_on_sqlite(
    hard_postgresql: str, tmp_path: Path
) -> None:
    use(package(read_database(hard_postgresql), tmp_path), "sqlite://")


def test_a_hard_schema_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path / 'hard.sqlite'}"
    connection = sa.create_engine(source).raw_connection()
    connection.driver_connection.executescript((HERE / "hard.sqlite.sql").read_text("utf-8"))
    connection.close()
    folder = package(read_database(source), tmp_path)
    assert use(folder, sqlite_url, source) == 6
    found = compare(catalog(source), catalog(sqlite_url)).without(NAMES)
    assert found.same, found
    mypy(folder, "--strict", "app")


def test_a_hard_schema_on_mariadb(mariadb: MariaDB, mariadb_url: str, tmp_path: Path) -> None:
    source = mariadb.create()
    try:
        script = (HERE / "hard.mariadb.sql").read_text(encoding="utf-8")
        with sa.create_engine(source).begin() as connection:
            for statement in script.split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement)
        folder = package(read_database(source), tmp_path)
        assert use(folder, mariadb_url, source) == 2
        found = compare(catalog(source), catalog(mariadb_url))
        assert found.same, found
        mypy(folder, "--strict", "app")
    finally:
        mariadb.drop(source)


EVERYTHING = """
Enum "order status" { "in progress"
  done }
TablePartial base { id int [pk, increment]
  note varchar(30) [default: 'n'] }
Table users { ~base
  email varchar(255) [not null, unique]
  settings json [not null, default: '{}']
  tags text[] }
Table items { ~base
  price decimal(10,2) [not null]
  status "order status" [not null, default: 'done']
  owner int [ref: > users.id, not null]
  date date
  photo blob
  indexes { `lower(note)` [name: 'by_note']
    (price, owner) [unique, name: 'uq_x'] }
  checks { `price >= 0` [name: 'price_positive'] } }
Table plain { a int
  b text }
Table nodes { id uuid [pk]
  state "order status"
  code int [unique]
  parent uuid [ref: > nodes.id] }
Table files { id int [pk]
  status varchar(20) [not null] }
Ref: users.id <> files.id
"""


def test_a_design_on_every_database(tmp_path: Path, sqlite_url: str, postgresql_url: str) -> None:
    folder = package(read_dbml(EVERYTHING, "everything.dbml"), tmp_path)
    for url in (sqlite_url, postgresql_url):
        use(folder, url)
    mypy(folder, "--strict", "app")


def test_a_schema_of_no_tables(tmp_path: Path) -> None:
    assert use(package(MetaData(), tmp_path), "sqlite://") == 0


def test_tables_of_one_name_in_several_schemas(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    metadata = MetaData()
    for schema in (None, "sales"):
        key = sa.ForeignKey("orders.id")
        columns = [sa.Column("id", sa.Integer, primary_key=True), sa.Column("order_id", key)]
        sa.Table("orders", metadata, *columns, schema=schema)
    folder = package(metadata, tmp_path)
    for url in (sqlite_url, postgresql_url):
        assert use(folder, url) == 0
