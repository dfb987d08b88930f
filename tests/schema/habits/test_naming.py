"""A naming convention told from names, and what is left to write."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.schema import conv

from colonnade.data.models.naming import NAMING_CONVENTION
from colonnade.schema.habits import convention_of, name_to_write
from colonnade.schema.habits.naming import DEFAULTS


def album(pk: str, fk: str, uq: str, ck: str, ix: str) -> MetaData:
    """Two tables whose second one has a constraint of each kind."""
    metadata = MetaData()
    Table("artist", metadata, Column("id", Integer), PrimaryKeyConstraint("id"))
    Table(
        "album",
        metadata,
        *(Column(name, Integer) for name in ("id", "artist_id", "a", "b")),
        PrimaryKeyConstraint("id", name=pk),
        ForeignKeyConstraint(["artist_id"], ["artist.id"], name=fk),
        UniqueConstraint("a", "b", name=uq),
        CheckConstraint("a > 0", name=ck),
        Index(ix, "b"),
    )
    return metadata


def test_the_habit_of_postgresql() -> None:
    names = ("album_pkey", "album_artist_id_fkey", "album_a_b_key", "album_a_check", "album_b_idx")
    assert convention_of(album(*names)) == {
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }


def test_prefixes_of_any_kind() -> None:
    names = ("PK_album", "FK_album_artist", "UK_album_a_b", "chk_album_positive", "idx_b")
    assert convention_of(album(*names)) == {
        "pk": "PK_%(table_name)s",
        "fk": "FK_%(table_name)s_%(referred_table_name)s",
        "uq": "UK_%(table_name)s_%(column_0_N_name)s",
        "ck": "chk_%(table_name)s_%(constraint_name)s",
        "ix": "idx_%(column_0_N_name)s",
    }


def test_names_without_a_habit_leave_the_default() -> None:
    assert convention_of(album("one", "two", "three", "four", "five")) == DEFAULTS


def test_the_template_of_more_than_half_wins() -> None:
    metadata = album("p", "f", "u", "c", "album_b_idx")
    table = metadata.tables["album"]
    Index("album_a_idx", table.c.a)
    Index("newest", table.c.id)
    assert convention_of(metadata)["ix"] == "%(table_name)s_%(column_0_N_name)s_idx"


def test_nothing_is_written_where_the_convention_makes_the_name() -> None:
    names = ("pk_album", "fk_album_artist_id", "uq_album_a_b", "ck_album_positive", "by_b")
    table = album(*names).tables["album"]
    (index,) = table.indexes

    assert name_to_write(table.primary_key, DEFAULTS) is None
    assert name_to_write(index, DEFAULTS) == "by_b"


def check(name: str) -> CheckConstraint:
    table = album("p", "f", "u", name, "i").tables["album"]
    return next(one for one in table.constraints if isinstance(one, CheckConstraint))


def test_a_check_keeps_its_short_name() -> None:
    assert name_to_write(check("ck_album_positive"), DEFAULTS) == "positive"


def test_a_check_of_another_habit_is_taken_as_it_stands() -> None:
    assert isinstance(name_to_write(check("positive"), DEFAULTS), conv)


def test_what_is_written_gives_the_name_back() -> None:
    written = name_to_write(check("positive"), DEFAULTS)
    metadata = MetaData(naming_convention=DEFAULTS)
    table = Table("album", metadata, Column("a", Integer), CheckConstraint("a > 0", name=written))
    assert {one.name for one in table.constraints} == {"pk_album", "positive"}


def test_a_convention_that_is_given_stands_where_names_show_none() -> None:
    metadata = MetaData(naming_convention={"fk": "%(table_name)s_%(column_0_name)s_fkey"})
    assert convention_of(metadata) == DEFAULTS | {"fk": "%(table_name)s_%(column_0_name)s_fkey"}


def test_the_defaults_are_those_of_the_library() -> None:
    assert DEFAULTS == NAMING_CONVENTION


def test_a_template_of_fewer_is_no_habit() -> None:
    metadata = album("p", "f", "u", "c", "album_b_idx")
    table = metadata.tables["album"]
    Index("oldest", table.c.a)
    Index("newest", table.c.id)
    assert convention_of(metadata)["ix"] == DEFAULTS["ix"]
