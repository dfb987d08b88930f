"""Which rows a load knows: by the key of the version, once where there is room for one, the same by several keys."""

import pytest
import sqlalchemy as sa

from colonnade.migrate.rehearsal.hot import Share, hot
from colonnade.migrate.rehearsal.preview import _refer

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
ALL = Share(0, 1)


@pytest.fixture
def known(sqlite_url):
    """Five people, of whom the first two have homes."""
    engine = sa.create_engine(sqlite_url)
    METADATA.create_all(engine)
    with engine.begin() as connection:
        people = [{"id": n, "uid": f"u{9 - n}"} for n in range(1, 6)]
        connection.execute(PEOPLE.insert(), people)
        connection.execute(HOME.insert(), [{"id": 1}, {"id": 2}])
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
    first, second = (known.parents(HOME, {"id"}, Share(number, 2))["id",] for number in range(2))
    assert first.once
    assert (first.keys, second.keys) == ([(1,)], [(2,)])


def test_references_by_two_keys_are_to_the_same_row(known):
    (names,) = known.parents(PET, {"person_id", "person_uid"}, ALL)
    parents = known.parents(PET, {"person_id", "person_uid"}, ALL)[names]
    assert names == ("person_id", "person_uid")
    assert parents.keys[0] == (1, "u8")


def test_a_reference_that_a_version_does_not_know_is_not_made(known):
    assert list(known.parents(PET, {"person_uid"}, ALL)) == [("person_uid",)]


def test_columns_refer_to_what_the_models_say():
    reflected = sa.MetaData()
    PEOPLE.to_metadata(reflected)
    columns = [sa.Column(one.name, one.type, primary_key=one.primary_key) for one in PET.columns]
    pet = sa.Table("pet", reflected, *columns)
    _refer(reflected, METADATA)
    assert {one.target_fullname for one in pet.foreign_keys} == {"people.id", "people.uid"}
