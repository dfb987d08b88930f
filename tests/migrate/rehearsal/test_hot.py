"""Which rows a load knows: by the key of the version, once where there is room for one, the same by several keys."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from colonnade.migrate.rehearsal.hot import Share, hot
from colonnade.migrate.rehearsal.load.crud import operations
from colonnade.migrate.rehearsal.load.rows import Rows
from colonnade.migrate.rehearsal.preview import _refer
from colonnade.migrate.rehearsal.rows.samples import Sample

METADATA = sa.MetaData()
PEOPLE = sa.Table(
    "people",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("uid", sa.String(9), unique=True),
)
HOME = sa.Table(
    "home",
    METADATA,
    sa.Column("id", sa.Integer, sa.ForeignKey("people.id"), primary_key=True),
)
PET = sa.Table(
    "pet",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id")),
    sa.Column("person_uid", sa.String(9), sa.ForeignKey("people.uid")),
)
TAG = sa.Table(
    "tag",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("name", sa.String(50), nullable=False),
    sa.CheckConstraint("length(name) > 0"),
    sa.UniqueConstraint("person_id", "name"),
)
WORN = sa.Table(
    "worn",
    METADATA,
    sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("tag_id", sa.Integer, sa.ForeignKey("tag.id"), primary_key=True),
)
ALL = Share(0, 1)


def sample_of(**values: object) -> Sample:
    """A row that the database takes, and in which rows do not vary."""
    return Sample(values, frozenset(), frozenset())


PET_SAMPLE = sample_of(person_id=1, person_uid="u8")
TAG_SAMPLE = sample_of(person_id=1, name="a")


@pytest.fixture
def known(sqlite_url):
    """Five people, of whom the first two have homes, and the third one a tag."""
    engine = sa.create_engine(sqlite_url)
    METADATA.create_all(engine)
    with engine.begin() as connection:
        people = [{"id": n, "uid": f"u{9 - n}"} for n in range(1, 6)]
        connection.execute(PEOPLE.insert(), people)
        connection.execute(HOME.insert(), [{"id": 1}, {"id": 2}])
        connection.execute(TAG.insert(), {"person_id": 3, "name": "a"})
        yield hot(connection, METADATA)
    engine.dispose()


def test_a_version_finds_the_same_rows_by_its_own_key(known):
    after = sa.Table("people", sa.MetaData(), sa.Column("uid", sa.String(9), primary_key=True))
    assert known.keys_of(PEOPLE)[:2] == [(1,), (2,)]
    assert known.keys_of(after)[:2] == [("u8",), ("u7",)]


def test_a_key_that_is_not_there_yet_finds_no_rows(known):
    after = sa.Table("people", sa.MetaData(), sa.Column("new", sa.Integer, primary_key=True))
    assert known.keys_of(after) == []


def test_a_row_with_room_for_one_child_is_of_one_thread(known):
    first, second = (
        known.parents(HOME, {"id"}, sample_of(id=1), Share(number, 2))["id",] for number in range(2)
    )
    assert (first, second) == ([(1,)], [(2,)])


def test_a_parent_has_room_for_one_child_where_the_rest_of_a_unique_key_does_not_vary(known):
    assert known.parents(TAG, {"person_id"}, TAG_SAMPLE, ALL)["person_id",] == [(3,)]
    varied = replace(TAG_SAMPLE, unique=frozenset({"name"}))
    assert len(known.parents(TAG, {"person_id"}, varied, ALL)["person_id",]) == 5


def test_a_row_that_takes_the_place_of_a_new_one_is_asked_for(known):
    (question,) = (
        one.unless
        for one in operations(Rows(TAG, [*TAG.columns], TAG_SAMPLE, [], {}, 1, 1, "sqlite"))
        if one.name == "insert tag"
    )
    row = {"person_id": 3, "name": "a"}
    assert known.connection.execute(question, row).first()
    assert not known.connection.execute(question, row | {"person_id": 4}).first()


def test_each_thread_links_rows_of_its_own(known):
    columns = {"person_id", "tag_id"}
    found = known.parents(WORN, columns, sample_of(person_id=1, tag_id=1), Share(1, 2))
    assert found == {("person_id",): [(2,), (4,)], ("tag_id",): []}


def test_references_by_two_keys_are_to_the_same_row(known):
    parents = known.parents(PET, {"person_id", "person_uid"}, PET_SAMPLE, ALL)
    assert [*parents] == [("person_id", "person_uid")]
    assert parents["person_id", "person_uid"][0] == (1, "u8")


def test_a_reference_that_a_version_does_not_know_is_not_made(known):
    assert list(known.parents(PET, {"person_uid"}, PET_SAMPLE, ALL)) == [("person_uid",)]


def test_columns_refer_to_what_the_models_say():
    reflected = sa.MetaData()
    PEOPLE.to_metadata(reflected)
    columns = [sa.Column(one.name, one.type, primary_key=one.primary_key) for one in PET.columns]
    pet = sa.Table("pet", reflected, *columns)
    _refer(reflected, METADATA)
    assert {one.target_fullname for one in pet.foreign_keys} == {"people.id", "people.uid"}
