"""Indexes for searching, compared by Alembic with the database that has them."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Database, Model, prefix_index, search_index, trigram_index
from colonnade.data.models.indexes import only_meant_for

pytestmark = pytest.mark.filterwarnings("ignore:.*expression-based index")


def notes(*indexes: Any) -> MetaData:
    """The tables of a model with these indexes."""
    metadata = MetaData()

    class Base(Model, registry=registry(metadata=metadata)):
        """The base of these models."""

    class Note(Base, table=True):
        __tablename__ = "notes"
        __table_args__ = indexes
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=100)
        body: str | None = Field(default=None, max_length=500)

    return metadata


def searched(*columns: str) -> MetaData:
    return notes(search_index(*columns), prefix_index("title"), trigram_index("title"))


@pytest.fixture
def connection(scratch: str) -> Iterator[Connection]:
    """A database with the tables and every index that it can have."""
    db, metadata = Database(scratch), searched("title", "body")
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("CREATE EXTENSION pg_trgm"))
    db.create_all(metadata)
    with db.engine.connect() as connection:
        yield connection
    db.dispose()


def differences(connection: Connection, metadata: MetaData) -> list[Any]:
    """What a revision would change."""
    include_object = only_meant_for(connection, metadata)
    options = {"target_metadata": metadata, "include_object": include_object}
    context = MigrationContext.configure(connection, opts=options)
    return compare_metadata(context, metadata)


def test_no_difference_after_create_all(connection: Connection) -> None:
    assert differences(connection, searched("title", "body")) == []


@pytest.mark.only("postgresql")
def test_no_index_without_its_extension(postgresql_url: str) -> None:
    db, metadata = Database(postgresql_url), searched("title")
    db.create_all(metadata)
    with db.engine.connect() as connection:
        assert differences(connection, metadata) == []
    db.dispose()


@pytest.mark.only("postgresql", "mariadb")
def test_other_columns_are_a_difference(connection: Connection) -> None:
    found = {difference[0] for difference in differences(connection, searched("title"))}
    assert found == {"remove_index", "add_index"}


@pytest.mark.only("postgresql")
def test_another_language_is_a_difference(connection: Connection) -> None:
    english = notes(search_index("title", "body", language="english"))
    found = {difference[0] for difference in differences(connection, english)}
    assert found == {"remove_index", "add_index"}


@pytest.mark.only("postgresql", "mariadb")
def test_an_index_that_is_gone_is_a_difference(connection: Connection) -> None:
    metadata = searched("title", "body")
    postgresql = connection.dialect.name == "postgresql"
    name = "ix_notes_search" if postgresql else "ix_notes_search_ft"
    connection.execute(text(f"DROP INDEX {name}{'' if postgresql else ' ON notes'}"))
    ((kind, index),) = differences(connection, metadata)
    assert (kind, index.name) == ("add_index", name)
