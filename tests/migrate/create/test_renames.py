"""A column or a table with another name keeps its values."""

import pytest

from colonnade.errors import UsageError
from colonnade.migrate.create.names import pairs
from tests.migrate.projects import MODELS

NAMED = MODELS.replace("title:", "name:")
JOBS = MODELS.replace("class Task", "class Job")
INSERT = "INSERT INTO task (title) VALUES ('Write')"


@pytest.fixture
def filled(created):
    with created.engine().begin() as connection:
        connection.exec_driver_sql(INSERT)
    return created


def test_a_column_with_another_name_keeps_its_values(filled):
    filled.models(NAMED)
    filled.do("create", "Name tasks", "--rename", "task.title=task.name")
    filled.do("upgrade")
    assert filled.scalar("SELECT name FROM task") == "Write"
    filled.do("downgrade", "--yes")
    assert filled.scalar("SELECT title FROM task") == "Write"


def test_a_table_with_another_name_keeps_its_rows(filled):
    filled.models(JOBS)
    filled.do("create", "Call tasks jobs", "--rename", "task=job")
    filled.do("upgrade")
    assert filled.scalar("SELECT title FROM job") == "Write"
    filled.do("downgrade", "--yes")
    assert filled.scalar("SELECT title FROM task") == "Write"


def test_a_table_and_its_column_are_renamed_together(filled):
    filled.models(NAMED.replace("class Task", "class Job"))
    filled.do("create", "Rename", "--rename", "task=job", "--rename", "task.title=name")
    filled.do("upgrade")
    assert filled.scalar("SELECT name FROM job") == "Write"


@pytest.mark.only("sqlite")
def test_a_rename_is_all_that_the_revision_does(created):
    created.models(NAMED)
    created.do("create", "Name tasks", "--yes")
    created.do("upgrade")
    assert "has all" in created.do("create", "Nothing")


@pytest.mark.only("sqlite")
def test_without_an_answer_nothing_is_written(created):
    created.models(NAMED)
    refused = created.run("create", "Name tasks")
    assert refused.exit_code == 2
    assert "--rename task.title=task.name, or --drop task.title" in refused.stderr
    assert len(list((created.root / "migrations/versions").glob("*.py"))) == 1


def test_one_new_name_in_two_tables_is_no_contradiction():
    assert len(pairs(["task.title=name", "tag.title=name"])) == 2


def test_two_columns_of_a_table_get_no_common_name():
    with pytest.raises(UsageError, match="same old or new name"):
        pairs(["task.title=name", "task.label=task.name"])


@pytest.mark.only("sqlite")
def test_a_rename_of_nothing_is_refused(created):
    refused = created.run("create", "Name tasks", "--rename", "task.name=task.title")
    assert refused.exit_code == 2
    assert "cannot be renamed" in refused.stderr
