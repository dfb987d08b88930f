"""The verbs, one after the other, on each database."""

import pytest

from colonnade.errors import ConfigurationError
from colonnade.migrate.project import explained
from tests.migrate.projects import MODELS, TAGS


def test_a_first_revision_is_written_and_run(created):
    assert created.tables() == {"alembic_version", "task"}


def test_what_the_models_gain_becomes_a_revision(created):
    created.models(MODELS + TAGS)
    created.do("create", "Add tags")
    created.do("upgrade")
    assert "tag" in created.tables()
    created.do("downgrade", "-1", "--yes")
    assert "tag" not in created.tables()


def test_no_change_is_no_revision(created):
    assert "has all" in created.do("create", "Nothing")
    assert len(list((created.root / "migrations/versions").glob("*.py"))) == 1


def test_current_says_where_and_what_to_do(project):
    project.do("create", "Create tables")
    assert "At no revision (1 behind" in project.do("current")
    project.do("upgrade")
    assert "Up to date." in project.do("current")


def test_tables_that_are_there_already_are_to_be_stamped(project):
    project.do("create", "Create tables")
    project.python(
        "import os, sqlalchemy as sa\nfrom app.models import Base\n"
        "from colonnade.schema.database.connect import sync_url\n"
        "Base.metadata.create_all(sa.create_engine(sync_url(os.environ['DATABASE_URL'])))\n"
    )
    assert "Made without a revision: task." in project.do("current")
    project.do("stamp", "head", "--yes")
    assert "Up to date." in project.do("current")


@pytest.mark.only("sqlite")
def test_a_first_revision_beside_tables_is_to_be_written_elsewhere(project):
    assert "There is no revision yet" in project.do("current")
    project.python(
        "import os, sqlalchemy as sa\n"
        "with sa.create_engine(os.environ['DATABASE_URL']).begin() as connection:\n"
        "    connection.execute(sa.text('CREATE TABLE task (id INTEGER NOT NULL PRIMARY KEY)'))\n"
    )
    done = project.run("create", "Add titles", "--fill", "task.title='?'")
    assert "Delete it. Write the first one beside an empty database" in done.stderr


@pytest.mark.only("sqlite")
def test_the_steps_are_told_and_not_how_alembic_is_set_up(project):
    project.do("create", "Create tables")
    assert project.run("current").stderr == ""
    (told,) = project.run("upgrade").stderr.splitlines()
    assert "Running upgrade" in told


def test_a_driver_that_is_missing_is_named_with_its_extra():
    with pytest.raises(ConfigurationError, match=r"colonnade\[postgres\]"), explained():
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")


@pytest.mark.only("sqlite")
def test_a_revision_that_is_written_is_told_in_one_line(project):
    (told,) = project.do("create", "Create tables").splitlines()
    assert told.startswith("Wrote ")


def test_history_and_heads_list_revisions(created):
    created.models(MODELS + TAGS)
    created.do("create", "Add tags")
    assert created.do("history").index("Add tags") < created.do("history").index("Create tables")
    assert "Create tables" not in created.do("heads")


def test_stamp_writes_a_number_and_runs_nothing(project):
    project.do("create", "Create tables")
    project.do("stamp", "heads", "--yes")
    assert project.tables() == {"alembic_version"}


def test_heads_are_merged(created):
    first = created.scalar("SELECT version_num FROM alembic_version")
    created.revision("aaaa", first, "pass")
    created.revision("bbbb", first, "pass")
    assert created.run("heads").exit_code == 1
    assert "colonnade migrate merge" in created.run("create", "Nothing").stderr
    created.do("merge", "Merge branches")
    created.do("upgrade")
    assert "Up to date." in created.do("current")


def test_show_prints_sql_and_runs_nothing(project):
    project.do("create", "Create tables")
    assert "CREATE TABLE" in project.do("show")
    assert "task" not in project.tables()
