"""Enum types of PostgreSQL get other values, and rows keep theirs."""

import pytest

from tests.migrate.projects import Project

TABLE = """\
from sqlalchemy import Column, Enum, Integer, MetaData, Table

metadata = MetaData()
state = Enum({values}, name="state")
task = Table("task", metadata, Column("id", Integer, primary_key=True), Column("state", state))
"""

pytestmark = pytest.mark.only("postgresql")


@pytest.fixture
def stated(project: Project) -> Project:
    """A project with a row whose state is open."""
    project.models(TABLE.format(values='"open", "done"'))
    project.do("create", "Keep states")
    project.do("upgrade")
    with project.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO task (state) VALUES ('open')")
    return project


def test_a_value_with_another_name_stays_in_its_rows(stated):
    stated.models(TABLE.format(values='"todo", "done"'))
    stated.do("create", "Call it todo", "--rename", "state.open=state.todo")
    stated.do("upgrade")
    assert stated.scalar("SELECT state FROM task") == "todo"


def test_a_value_that_rows_have_is_not_removed(stated):
    stated.models(TABLE.format(values='"done"'))
    refused = stated.run("create", "Drop open")
    assert refused.exit_code == 2
    assert "--rename state.open=state.OTHER" in refused.stderr


def test_rows_with_a_removed_value_get_the_one_that_was_said(stated):
    stated.models(TABLE.format(values='"done"'))
    stated.do("create", "Drop open", "--rename", "state.open=state.done")
    stated.do("upgrade")
    assert stated.scalar("SELECT state FROM task") == "done"
