"""Values are behind a revision what they were before it, as an application reads them."""

import pytest

from tests.migrate.projects import Project

TABLE = """\
from sqlalchemy import CheckConstraint, Column, Enum, Integer, MetaData, String, Table, Uuid

metadata = MetaData()
task = Table("task", metadata, Column("id", Integer, primary_key=True), {more})
"""
UUID = "12345678-1234-5678-1234-567812345678"


def changed(project: Project, before: str, row: str, after: str) -> None:
    """Make a table with a row, and run a revision that changes it."""
    project.create_tables(TABLE.format(more=before))
    with project.engine().begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO task {row}")
    project.models(TABLE.format(more=after))
    project.do("create", "Change tasks")
    project.do("upgrade")


def test_an_enum_of_numbers_becomes_these_numbers(project):
    enum = 'Column("size", Enum("2", "1", name="size"))'
    changed(project, enum, "VALUES (1, '1')", 'Column("size", Integer)')
    assert project.scalar("SELECT size FROM task") == 1


@pytest.mark.only("sqlite", "mariadb")
def test_numbers_become_an_enum_of_these_numbers(project):
    enum = 'Column("size", Enum("2", "1", name="size"))'
    changed(project, 'Column("size", Integer)', "VALUES (1, 1)", enum)
    assert project.scalar("SELECT size FROM task") == "1"


@pytest.mark.only("sqlite")
def test_a_uuid_that_was_a_text_is_found_by_its_value(project):
    changed(project, 'Column("code", String(36))', f"VALUES (1, '{UUID}')", 'Column("code", Uuid)')
    assert project.scalar("SELECT code FROM task") == UUID.replace("-", "")
    project.do("downgrade", "--yes")
    assert project.scalar("SELECT code FROM task") == UUID


@pytest.mark.only("sqlite")
def test_a_copy_gives_no_key_twice(project):
    size, counted = 'Column("size", Integer', "sqlite_autoincrement=True"
    changed(
        project, f"{size}), {counted}", "VALUES (7, 1)", f"{size}, server_default='1'), {counted}"
    )
    with project.engine().begin() as connection:
        connection.exec_driver_sql("DELETE FROM task")
    project.models(TABLE.format(more=f"{size}, server_default='2'), {counted}"))
    project.do("create", "Size tasks")
    project.do("upgrade")
    with project.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO task (size) VALUES (1)")
    assert project.scalar("SELECT id FROM task") == 8


@pytest.mark.only("mariadb")
def test_a_check_that_goes_with_a_change_of_its_column_is_named(project):
    project.create_tables(TABLE.format(more='Column("size", Integer)'))
    with project.engine().begin() as connection:
        connection.exec_driver_sql("ALTER TABLE task MODIFY size INTEGER CHECK (size > 0)")
    project.models(
        TABLE.format(more='Column("size", Integer, CheckConstraint("size > 0"), comment="of it")')
    )
    refused = project.run("create", "Comment on sizes")
    assert refused.exit_code == 2
    assert "ALTER TABLE task ADD CHECK (`size` > 0)" in refused.stderr


@pytest.mark.only("mariadb")
def test_models_that_cannot_be_compared_are_not_called_right(project):
    project.create_tables(TABLE.format(more='Column("size", Integer)'))
    named = 'Column("size", Integer, CheckConstraint("size > 0", name="positive"))'
    project.models(TABLE.format(more=named))
    refused = project.run("create", "Check sizes")
    assert refused.exit_code == 2
    assert "could not be compared: The tables of the models cannot be made" in refused.stderr
