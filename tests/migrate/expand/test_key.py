"""A key that is a number gets a successor while both versions write: every row finds the rows that belong to it."""

import pytest
import sqlalchemy as sa

from tests.migrate.expand.writers import made_uuid, through_all_phases
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


class Pet(Base, table=True):
    __tablename__ = "pets"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    person_id: int = Field(foreign_key="people.id", index=True)
"""
KEY = "id: int | None = Field(default=None, primary_key=True)\n    name: str = Field(max_length=50, index=True)"
AFTER = (
    MODELS.replace(
        KEY,
        KEY.replace(
            "id: int | None = Field(default=None,", "uid: UUID = Field(default_factory=uuid4,"
        ),
    )
    .replace(
        'person_id: int = Field(foreign_key="people.id"',
        'person_uid: UUID = Field(foreign_key="people.uid"',
    )
    .replace("from sqlalchemy", "from uuid import UUID, uuid4\n\nfrom sqlalchemy", 1)
)
PERSON = "INSERT INTO people (name) VALUES (concat('old', :n))"
PET = (
    "INSERT INTO pets (name, person_id) VALUES"
    " (concat('old', :n), (SELECT max(id) FROM people WHERE name = concat('old', :n)))"
)


@pytest.fixture
def people(project: Project) -> Project:
    """A project with two tables of a few rows."""
    project.create_tables(MODELS)
    with project.engine().begin() as connection:
        for number in range(5):
            connection.execute(sa.text(PERSON), {"n": number})
            connection.execute(sa.text(PET), {"n": number})
    return project


def of_one_name(project: Project, key: str, reference: str) -> int:
    """How many pets are of the person of their name."""
    joined = f"people JOIN pets ON pets.{reference} = people.{key} AND pets.name = people.name"
    return int(str(project.scalar(f"SELECT count(*) FROM {joined}")))


def test_a_number_becomes_a_uuid(people):
    people.do("expand", "key", "people.id=uid")
    made, uuid = made_uuid(people)
    new = (
        made,
        f"INSERT INTO people (uid, name) VALUES ({uuid}, concat('new', :n))",
        f"INSERT INTO pets (name, person_uid) VALUES (concat('new', :n), {uuid})",
    )
    written = through_all_phases(people, (PERSON, PET), new)
    assert of_one_name(people, "uid", "person_uid") == len(written) + 5
    found = sa.inspect(people.engine())
    assert found.get_pk_constraint("people")["constrained_columns"] == ["uid"]
    assert found.get_foreign_keys("pets")[0]["referred_columns"] == ["uid"]
    assert people.columns("pets") == {"id", "name", "person_uid"}
    people.models(AFTER)
    assert "has all that the models say" in people.do("create", "Nothing")


def test_the_numbers_are_kept_until_the_last_phase(people):
    people.do("expand", "key", "people.id=uid")
    for _ in range(3):
        people.do("upgrade", "+1")
    for _ in range(3):
        people.do("downgrade", "-1", "--yes")
    assert of_one_name(people, "id", "person_id") == 5
    assert people.columns("people") == {"id", "name"}


def test_triggers_find_rows_by_an_index_from_the_first_phase_on(people):
    people.do("expand", "key", "people.id=uid")
    people.do("upgrade", "+1")
    found = sa.inspect(people.engine()).get_indexes("people")
    assert [one["unique"] for one in found if one["column_names"] == ["uid"]] == [True]


@pytest.mark.only("postgresql")
def test_a_mistake_is_named(people):
    for key, what in {
        "people.name=uid": "not a primary key",
        "people.nothing=uid": "no column",
    }.items():
        done = people.run("expand", "key", key)
        assert done.exit_code == 2
        assert what in done.stderr
