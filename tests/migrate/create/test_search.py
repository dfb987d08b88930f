"""Indexes for searching: Alembic alone finds nothing to do where they are, and a change of one is written."""

import pytest

from tests.migrate.projects import Project

MODELS = """\
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Model, prefix_index, search_index, trigram_index


class Base(Model, registry=registry()):
    pass


class Note(Base, table=True):
    __tablename__ = "notes"
    __table_args__ = ({indexes})
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
    body: str | None = Field(default=None, max_length=500)
"""
SEARCHED = 'search_index("title", "body"), prefix_index("title"), trigram_index("title"),'


@pytest.fixture
def searched(project: Project) -> Project:
    """A project whose table got its indexes after its rows."""
    project.create_tables(MODELS.format(indexes=""))
    with project.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO notes (title) VALUES ('A lighthouse')")
    project.models(MODELS.format(indexes=SEARCHED))
    project.do("create", "Search notes")
    project.do("upgrade")
    return project


def test_alembic_alone_finds_nothing_to_do(searched: Project) -> None:
    done = searched.python("from alembic.config import main; main(['check'])")
    assert "No new upgrade operations detected" in done.stdout + done.stderr


def test_other_columns_are_another_index(searched: Project) -> None:
    searched.models(MODELS.format(indexes='search_index("title"), prefix_index("title"),'))
    assert "Wrote" in searched.do("create", "Search titles")
    searched.do("upgrade")
    assert "has all" in searched.do("create", "Nothing")
    searched.do("downgrade", "--yes")


@pytest.mark.only("sqlite")
def test_rows_that_were_there_are_found(searched: Project) -> None:
    found = "SELECT count(*) FROM notes_search WHERE notes_search MATCH 'lighthouse'"
    assert searched.scalar(found) == 1
