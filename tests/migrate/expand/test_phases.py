"""Old and new versions write side by side through all phases, and no row is lost or different."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.migrate.projects import Project

pytestmark = pytest.mark.only("postgresql", "mariadb")
MODELS = """\
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    pass


class Person(Base, table=True):
    __tablename__ = "people"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, index=True)
    city: str | None = Field(default=None, max_length=50)
    level: str = Field(max_length=9, sa_column_kwargs={"server_default": "low"})
    boss_id: int | None = Field(default=None, foreign_key="people.id")
"""


@pytest.fixture
def people(project: Project) -> Project:
    """A project with a table of five rows."""
    project.create_tables(MODELS)
    for number in range(5):
        write(project, "name", f"p{number}")
    return project


def write(project: Project, column: str, value: str) -> None:
    with project.engine().begin() as connection:
        connection.execute(sa.text(f"INSERT INTO people ({column}) VALUES (:v)"), {"v": value})


def values(project: Project, column: str) -> list[str]:
    with project.engine().connect() as connection:
        return list(connection.scalars(sa.text(f"SELECT {column} FROM people ORDER BY id")))


def phases(project: Project) -> Iterator[int]:
    for number in range(4):
        project.do("upgrade", "+1")
        yield number


def test_both_versions_write_through_a_rename(people):
    people.do("expand", "rename", "people.name=full_name")
    for number in phases(people):
        write(people, "full_name", f"new{number}")
        if number < 3:
            write(people, "name", f"old{number}")
            assert values(people, "name")[-2:] == values(people, "full_name")[-2:]
            assert values(people, "name")[-1] == f"old{number}"
    assert len(values(people, "full_name")) == 12
    assert None not in values(people, "full_name")
    assert "name" not in people.columns("people")


def test_a_changed_row_is_changed_under_both_names(people):
    people.do("expand", "rename", "people.name=full_name")
    people.do("upgrade", "+1")
    with people.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE people SET full_name = 'x' WHERE name = 'p0'")
        connection.exec_driver_sql("UPDATE people SET name = 'y' WHERE name = 'p1'")
    assert values(people, "name")[:2] == ["x", "y"]
    assert values(people, "full_name")[:2] == ["x", "y"]


def test_what_is_required_is_not_taken_away_by_a_version_that_read_nothing_yet(people):
    people.do("expand", "rename", "people.name=full_name")
    people.do("upgrade", "+1")
    with people.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE people SET city = 'Oslo', full_name = NULL")
    assert values(people, "name") == values(people, "full_name") == ["p0", "p1", "p2", "p3", "p4"]


def test_the_new_name_has_the_index_and_not_null(people):
    people.do("expand", "rename", "people.name=full_name")
    people.do("upgrade")
    found = sa.inspect(people.engine())
    assert ["full_name"] in [one["column_names"] for one in found.get_indexes("people")]
    assert {c["name"]: c["nullable"] for c in found.get_columns("people")}["full_name"] is False


def test_a_foreign_key_goes_along(people):
    people.do("expand", "rename", "people.boss_id=manager_id")
    people.do("upgrade")
    (found,) = sa.inspect(people.engine()).get_foreign_keys("people")
    assert found["constrained_columns"] == ["manager_id"]


def test_a_default_goes_along(people):
    people.do("expand", "rename", "people.level=rank_name")
    for _ in phases(people):
        write(people, "name", "somebody")
    assert set(values(people, "rank_name")) == {"low"}


def test_every_phase_can_be_taken_back(people):
    people.do("expand", "rename", "people.name=full_name")
    people.do("upgrade")
    write(people, "full_name", "late")
    for _ in range(4):
        people.do("downgrade", "-1", "--yes")
    assert values(people, "name") == ["p0", "p1", "p2", "p3", "p4", "late"]
    assert "full_name" not in people.columns("people")


@pytest.mark.only("postgresql")  # MariaDB's triggers cannot be turned off
def test_the_switch_waits_for_the_fill(people):
    people.do("expand", "rename", "people.name=full_name")
    people.do("upgrade", "+1")
    people.do("upgrade", "+1")
    with people.engine().begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("UPDATE people SET full_name = NULL WHERE name = 'p0'")
    result = people.run("upgrade", "+1")
    assert result.exit_code == 1
    assert "Rows are left" in result.stderr


def test_a_column_is_required_in_phases(people):
    people.do("expand", "require", "people.city", "--fill", "'unknown'")
    for number in phases(people):
        if number < 3:
            write(people, "name", f"old{number}")
    assert set(values(people, "city")) == {"unknown"}
    columns = sa.inspect(people.engine()).get_columns("people")
    assert {c["name"]: c["nullable"] for c in columns}["city"] is False


def test_a_mistake_is_named(people):
    mistakes = {
        "people.nothing=a": "no column",
        "people.name=id": "already",
        "nothing.name=a": "no table",
        "people.id=key": "primary key",
        "people.name": "OLD=NEW",
    }
    for change, what in mistakes.items():
        done = people.run("expand", "rename", change)
        assert (done.exit_code, what in done.stderr) == (2, True), change
