"""Columns become other types, several columns and other tables, while both versions write: no error, no lost row."""

import pytest
import sqlalchemy as sa

from tests.migrate.expand.writers import through_all_phases
from tests.migrate.projects import Project

pytestmark = pytest.mark.only("postgresql", "mariadb")
MODELS = """\
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    pass


class Person(Base, table=True):
    __tablename__ = "people"
    __table_args__ = (CheckConstraint("level > 0", name="ck_level"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    age: str = Field(max_length=9, index=True)
    city: str | None = Field(default=None, max_length=50)
    zip: str | None = Field(default=None, max_length=9)
    level: int | None = None
    boss_id: int | None = Field(default=None, foreign_key="people.id")


class Place(Base, table=True):
    __tablename__ = "places"
    id: int | None = Field(default=None, primary_key=True)
"""
OLD = "INSERT INTO people (id, name, age, city) VALUES (:n, 'Ann Lee', '007', 'Oslo')"


@pytest.fixture
def people(project: Project) -> Project:
    """A project with a table of a few rows."""
    project.create_tables(MODELS)
    with project.engine().begin() as connection:
        for number in range(1, 6):
            connection.execute(sa.text(OLD), {"n": number})
    return project


def rows(project: Project, columns: str, table: str = "people") -> list[tuple[object, ...]]:
    with project.engine().connect() as connection:
        found = connection.exec_driver_sql(f"SELECT {columns} FROM {table}")
        return [tuple(row) for row in found]


def test_a_column_gets_another_type(people):
    people.do("expand", "retype", "people.age=years", "INTEGER")
    new = "INSERT INTO people (id, name, years) VALUES (:n, 'Bob', 7)"
    written = through_all_phases(people, (OLD, "UPDATE people SET age = '7' WHERE id = :n"), (new,))
    assert {years for (years,) in rows(people, "years")} == {7}
    assert len(rows(people, "id")) == len(written) + 5
    assert ["years"] in [
        i["column_names"] for i in sa.inspect(people.engine()).get_indexes("people")
    ]


def test_a_value_that_cannot_be_told_back_stays_as_it_was(people):
    people.do("expand", "retype", "people.age=years", "INTEGER")
    people.do("upgrade", "+1")
    people.do("upgrade", "+1")
    assert set(rows(people, "age, years")) == {("007", 7)}


def test_a_column_is_split(people):
    place = "strpos({}, ' ')" if "postgresql" in people.url else "locate(' ', {})"
    first, last = f"first=substr({{}}, 1, {place} - 1)", f"last=substr({{}}, {place} + 1)"
    back = "concat({first}, ' ', {last})"
    people.do("expand", "split", "people.name", first, last, "--back", back)
    new = "INSERT INTO people (id, age, first, last) VALUES (:n, '8', 'Eva', 'van Dam')"
    written = through_all_phases(people, (OLD,), (new,))
    found = rows(people, "first, last")
    assert set(found) == {("Ann", "Lee"), ("Eva", "van Dam")}
    assert len(found) == len(written) + 5


def test_columns_move_to_a_table_of_their_own(people):
    people.do("expand", "move", "people.city,zip=addresses")
    new = (
        "INSERT INTO people (id, name, age) VALUES (:n, 'Bob', '8')",
        "INSERT INTO addresses (id, city) VALUES (:n, 'Bergen')",
        "UPDATE addresses SET zip = '5003' WHERE id = :n",
    )
    old = (OLD, "UPDATE people SET zip = '0150' WHERE id = :n")
    written = through_all_phases(people, old, new)
    found = rows(people, "city, zip", "addresses")
    assert set(found) == {("Oslo", None), ("Oslo", "0150"), ("Bergen", "5003")}
    assert len(found) == len(rows(people, "id")) == len(written) + 5
    assert people.columns("people").isdisjoint({"city", "zip"})


def test_what_moved_comes_back(people):
    people.do("expand", "move", "people.city,zip=addresses")
    people.do("upgrade")
    with people.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE addresses SET city = 'Bergen' WHERE id = 1")
    for _ in range(4):
        people.do("downgrade", "-1", "--yes")
    assert sorted(rows(people, "city")) == [("Bergen",), *[("Oslo",)] * 4]
    assert "addresses" not in people.tables()


def test_both_tables_tell_the_other(people):
    people.do("expand", "move", "people.city,zip=addresses")
    people.do("upgrade", "+1")
    people.do("upgrade", "+1")
    with people.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE addresses SET city = 'Bergen' WHERE id = 1")
        connection.exec_driver_sql("UPDATE people SET city = 'Moss' WHERE id = 2")
        connection.exec_driver_sql("DELETE FROM addresses WHERE id = 3")
    both = rows(people, "p.id, p.city, a.city", "people p LEFT JOIN addresses a ON a.id = p.id")
    assert sorted(both)[:3] == [(1, "Bergen", "Bergen"), (2, "Moss", "Moss"), (3, None, None)]
    assert (3,) not in rows(people, "id", "addresses")


@pytest.mark.only("postgresql")
def test_the_phases_pass_the_check(people):
    people.do("expand", "widen", "people.id")
    people.do("expand", "rename", "people.age=years")
    people.do("expand", "split", "people.name", "first={}", "last={}", "--back", "{first}")
    people.do("expand", "move", "people.city=addresses")
    people.do("expand", "require", "people.zip", "--fill", "'x'")
    people.do("expand", "key", "places.id=uid")
    assert "COLM" not in people.do("check", "--ignore=COLM913")  # the models are still the old ones


MISTAKES = {
    ("retype", "people.boss_id=boss", "BIGINT"): "foreign key",
    ("split", "people.boss_id", "a={}", "--back", "{a}"): "a foreign key",
    ("split", "people.name", "a", "--back", "{a}"): "is not OLD=NEW",
    ("move", "people.zip=places"): "no unique foreign key",
    ("rename", "people.level=rank"): "view ranks",
    ("rename", "people.id=number"): "the primary key",
}


@pytest.mark.only("postgresql")
def test_a_mistake_is_named(people):
    with people.engine().begin() as connection:
        connection.exec_driver_sql("CREATE VIEW ranks AS SELECT level FROM people")
    for arguments, what in MISTAKES.items():
        done = people.run("expand", *arguments)
        assert done.exit_code == 2
        assert what in done.stderr
