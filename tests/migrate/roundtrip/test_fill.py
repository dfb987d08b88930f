"""Rows that a database takes, for whatever its tables ask."""

import pytest
import sqlalchemy as sa

from colonnade.migrate.roundtrip.fill import Filler
from colonnade.schema.database import read_connection

KINDS = {
    "sqlite": """
        id integer primary key, a varchar(3) not null unique check (length(a) = 3), b datetime not null,
        c numeric(3, 2) not null check (c > 1), d boolean, e blob not null, f text check (f in ('x', 'y'))""",
    "postgresql": """
        id uuid primary key, a int[] not null, b jsonb not null, c inet not null, d timestamptz not null,
        e numeric not null, f bytea not null, g interval not null, h char(2) not null,
        i text not null check (i ~ '^[A-Z][0-9]$'), j tsrange not null, k bit(3) not null,
        l smallint unique not null, m mood not null, n xml""",
    "mysql": """
        id binary(16) primary key, a json not null, b timestamp not null, c decimal(3, 2) not null,
        d blob not null, e char(2) not null, m enum('sad', 'ok', 'glad') not null, f set('x', 'y') not null,
        g bit(3) not null, h tinyint unsigned unique not null, i year not null, j time not null""",
}


@pytest.fixture
def connection(scratch):
    with sa.create_engine(scratch, poolclass=sa.NullPool).begin() as opened:
        if opened.dialect.name == "postgresql":
            opened.exec_driver_sql("create type mood as enum ('sad', 'ok', 'glad')")
        opened.exec_driver_sql(f"create table kinds ({KINDS[opened.dialect.name]})")
        yield opened


def test_every_kind_of_column_gets_values(connection):
    assert Filler().fill(connection, read_connection(connection), {"kinds"}) == set()


@pytest.mark.only("postgresql", "mariadb")
def test_every_member_of_an_enum_is_there(connection):
    Filler().fill(connection, read_connection(connection), {"kinds"})
    assert set(connection.scalars(sa.text("SELECT m FROM kinds"))) == {"sad", "ok", "glad"}


@pytest.mark.only("postgresql")
def test_a_table_that_no_row_can_be_made_for_is_said(connection):
    connection.exec_driver_sql("create table odd (id xml not null)")
    assert Filler().fill(connection, read_connection(connection), {"odd"}) == {"odd"}
