"""A history that an older Colonnade made becomes as the models of today say, and keeps its entries."""

import pytest

from tests.migrate.projects import Project

MODELS = """\
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Model, WithHistory


class Base(Model, registry=registry()):
    pass


class Note(WithHistory, Base, table=True):
    __tablename__ = "notes"
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
"""
NOW_AND_THEN = {
    "'row_key', 'table_name', 'id'": "'table_name', 'row_key', 'id'",
    "sa.String(length=255, collation='C')": "sa.String(length=255)",
    "SELECT at_,": "SELECT clock_timestamp(),",
}


@pytest.fixture
def older(project: Project) -> Project:
    """A project with an entry, whose first revision is as an older version wrote it."""
    project.models(MODELS)
    project.do("create", "Create tables")
    (revision,) = project.root.glob("migrations/versions/*.py")
    text = revision.read_text()
    for now, then in NOW_AND_THEN.items():
        text = text.replace(now, then)
    # Python takes bytecode for new by its size and its second.
    revision.write_text(f"{text}# of an older version\n")
    project.do("upgrade")
    with project.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO notes (title) VALUES ('A lighthouse')")
    return project


def test_it_becomes_as_the_models_say_and_goes_back(older: Project) -> None:
    assert "Wrote" in older.do("create", "Find entries by their keys")
    older.do("upgrade")
    assert "has all" in older.do("create", "Nothing")
    older.do("downgrade", "--yes")
    assert older.scalar("SELECT count(*) FROM row_history") == 1
