"""A column that may not be NULL gets values for the rows that are there."""

import pytest

from tests.migrate.projects import MODELS

RANKED = MODELS + "    rank: int\n"


@pytest.mark.only("sqlite")
def test_without_values_it_is_refused(created):
    created.models(RANKED)
    refused = created.run("create", "Rank tasks")
    assert refused.exit_code == 2
    assert '--fill "task.rank=0"' in refused.stderr


@pytest.mark.only("sqlite")
def test_what_rows_may_get_is_shown_in_the_type_of_the_column(created):
    created.models(MODELS + "    place: str = Field(max_length=40)\n")
    refused = created.run("create", "Place tasks")
    assert "--fill \"task.place=''\"" in refused.stderr


@pytest.mark.only("sqlite", "postgresql")
def test_rows_get_the_value(created):
    with created.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO task (title) VALUES ('Write')")
    created.models(RANKED)
    created.do("create", "Rank tasks", "--fill", "task.rank=7")
    created.do("upgrade")
    assert created.scalar("SELECT rank FROM task") == 7


def test_a_column_that_may_be_null_gets_values_of_one_that_goes(created):
    with created.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO task (title) VALUES ('Write')")
    created.models(
        MODELS.replace("    title: str", "    rank: int | None = None\n    note: str | None")
    )
    created.do("create", "Rank tasks", "--drop", "task.title", "--fill", "task.rank=length(title)")
    created.do("upgrade")
    assert created.scalar("SELECT rank FROM task") == 5


def test_a_column_with_a_server_default_gets_other_values(created):
    with created.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO task (title) VALUES ('Write')")
    created.models(MODELS + '    rank: int = Field(sa_column_kwargs={"server_default": "1"})\n')
    created.do("create", "Rank tasks", "--fill", "task.rank=length(title)")
    created.do("upgrade")
    assert created.scalar("SELECT rank FROM task") == 5


@pytest.mark.only("sqlite")
def test_values_for_a_column_that_no_model_has_are_refused(created):
    created.models(RANKED)
    refused = created.run("create", "Rank tasks", "--fill", "task.rank=7", "--fill", "task.rnak=7")
    assert refused.exit_code == 2
    assert "task.rnak" in refused.stderr


@pytest.mark.only("sqlite")
def test_what_rows_may_get_is_of_the_type_of_the_column(project):
    moment = MODELS.replace("from", "from datetime import datetime\nfrom", 1) + "    due: datetime"
    project.create_tables(moment + " | None\n")
    with project.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO task (title) VALUES ('Write')")
    project.models(moment + "\n")
    refused = project.run("create", "Require moments")
    assert "--fill \"task.due='1970-01-01 00:00:00'\"" in refused.stderr
