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


@pytest.mark.only("sqlite", "postgresql")
def test_rows_get_the_value(created):
    with created.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO task (title) VALUES ('Write')")
    created.models(RANKED)
    created.do("create", "Rank tasks", "--fill", "task.rank=7")
    created.do("upgrade")
    assert created.scalar("SELECT rank FROM task") == 7
