"""What the plugin gives to the tests of applications."""

from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    create_engine,
    inspect,
    make_url,
    select,
)
from sqlmodel import Field, Session, SQLModel

from colonnade.errors import ConfigurationError
from colonnade.testing import body, empty, key_of, letters, scratch_database, stored


class Part(SQLModel, table=True):
    __tablename__ = "testing_parts"
    box: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    name: str = "part"
    secret: str = "x"


class PartCreate(BaseModel):
    number: int
    name: str = ""


def test_a_scratch_database_is_empty_and_gone_afterwards(scratch: str) -> None:
    with scratch_database(scratch) as url:
        assert url != scratch
        engine = create_engine(url)
        assert inspect(engine).get_table_names() == []
        engine.dispose()
    if url.startswith("sqlite"):
        assert not Path(make_url(url).database or "").exists()
    else:
        with pytest.raises(Exception, match=r"(?i)unknown database|does not exist"):
            create_engine(url).connect()


def test_a_server_that_is_not_there_is_named() -> None:
    with (
        pytest.raises(ConfigurationError, match=r"on 127\.0\.0\.1"),
        scratch_database("postgresql://me:secret@127.0.0.1:1/x"),
    ):
        pass


def test_tables_that_refer_to_each_other_are_emptied(scratch: str) -> None:
    metadata = MetaData()
    one = Table(
        "one",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("two", ForeignKey("two.id", use_alter=True, name="fk_one_two")),
    )
    two = Table(
        "two",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("one", ForeignKey("one.id")),
    )
    engine = create_engine(scratch)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(one.insert().values(id=1))
        connection.execute(two.insert().values(id=1, one=1))
        connection.execute(one.update().values(two=1))
    empty(engine, metadata)
    with engine.connect() as connection:
        assert not connection.execute(select(one.c.id)).all()
        assert not connection.execute(select(two.c.id)).all()
    engine.dispose()


def test_a_stored_row_has_its_key() -> None:
    engine = create_engine("sqlite://")
    Part.metadata.create_all(engine, [Part.__table__])  # type: ignore[attr-defined]
    with Session(engine) as session:
        make = stored(lambda session, **values: Part(box=1, number=2))
        assert key_of(make(session)) == (1, 2)


def test_a_body_holds_what_the_schema_asks_for() -> None:
    assert body(PartCreate, Part(box=1, number=2, secret="y")) == {"number": 2}


def test_letters() -> None:
    assert [letters(n, 2) for n in (0, 1, 27)] == ["AA", "AB", "BB"]
