"""Columns move into a table that is there, and take their defaults, indexes and row security along."""

import pytest

from colonnade.migrate.roundtrip.differences import differences
from colonnade.migrate.roundtrip.state import Looks
from tests.migrate.expand.writers import through_all_phases
from tests.migrate.projects import Project

pytestmark = pytest.mark.only("postgresql", "mariadb")

TABLES = (
    """CREATE TABLE people (
        id integer PRIMARY KEY, name varchar(50), city varchar(50) NOT NULL DEFAULT 'Oslo', zip varchar(9),
        CONSTRAINT ck_zip CHECK (zip <> ''), CONSTRAINT uq_people_zip UNIQUE (zip, city)
    )""",
    "CREATE INDEX ix_people_city ON people (city)",
    """CREATE TABLE profiles (
        person_id integer PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE, bio varchar(50){bio}
    )""",
    "INSERT INTO people VALUES (1, 'a', 'Rome', '1'), (2, 'b', 'Oslo', NULL), (3, 'c', 'Moss', '3')",
    "INSERT INTO profiles VALUES (1, 'one')",
)
OLD = (
    "INSERT INTO people (id, name, zip) VALUES (:n, 'old', :n)",
    "INSERT INTO profiles (person_id, bio) VALUES (:n, 'x')",
    "UPDATE people SET city = 'Bergen' WHERE id = :n",
)


@pytest.fixture
def people(project: Project) -> Project:
    """A project with a table, and one that refers to it."""
    return made(project)


def made(project: Project, bio: str = "") -> Project:
    project.create_tables()
    with project.engine().begin() as connection:
        for statement in TABLES:
            connection.exec_driver_sql(statement.replace("{bio}", bio))
    return project


def rows(project: Project, columns: str, table: str) -> set[tuple[object, ...]]:
    with project.engine().connect() as connection:
        found = connection.exec_driver_sql(f"SELECT {columns} FROM {table}")
        return {tuple(row) for row in found}


def test_columns_move_to_a_table_that_is_there(people):
    people.do("expand", "move", "people.city,zip=profiles")
    new = (
        "INSERT INTO people (id, name) VALUES (:n, 'new')",
        "INSERT INTO profiles (person_id, bio, city, zip) VALUES (:n, 'y', 'Paris', :n)",
    )
    written = through_all_phases(people, OLD, new)
    found = rows(people, "person_id, bio, city", "profiles")
    assert {(1, "one", "Rome"), (2, None, "Oslo"), (3, None, "Moss")} < found
    assert {row[1:] for row in found if row[0] >= 1000} == {("x", "Bergen"), ("y", "Paris")}
    assert len(found) == len(written) + 3


@pytest.mark.parametrize("table", ["profiles", "addresses"])
def test_each_phase_of_a_move_taken_back_leaves_the_catalogue_as_it_was(people, table):
    people.do("expand", "move", f"people.city,zip={table}")
    looks, before = Looks(people.engine(), "alembic_version"), rows(people, "*", "people")
    seen = [looks.facts()]
    for _ in range(4):
        people.do("upgrade", "+1")
        seen.append(looks.facts())
    for state in reversed(seen[:-1]):
        people.do("downgrade", "-1", "--yes")
        assert differences(state, looks.facts()) == ([], [])
    assert rows(people, "id, name, city, zip", "people") == before


def test_a_row_of_defaults_alone_moves_at_the_end(people):
    people.do("expand", "move", "people.city,zip=addresses")
    people.do("upgrade", "+2")
    with people.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO people (id) VALUES (4)")
        connection.exec_driver_sql("INSERT INTO people (id) VALUES (5)")
        connection.exec_driver_sql("INSERT INTO addresses (id, city) VALUES (5, 'Moss')")
    assert 4 not in {one for (one,) in rows(people, "id", "addresses")}
    people.do("upgrade")
    assert {(4, "Oslo"), (5, "Moss")} < rows(people, "id, city", "addresses")


def test_a_row_that_cannot_be_made_is_waited_for(project):
    people = made(project, " NOT NULL")
    people.do("expand", "move", "people.city,zip=profiles")
    people.do("upgrade", "+3")
    refused = people.run("upgrade", "+1")
    assert "make those first" in refused.stderr
