"""The version that runs now, as it was deployed, or as it was recorded."""

import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from colonnade.profile.recording.process import File
from colonnade.profile.recording.recorder import Recorder
from tests.migrate.projects import MODELS, Project

WITHOUT_TITLE = MODELS.replace("    title: str = Field(max_length=200)\n", "")
DROP = 'op.drop_column("task", "title")'
QUICK = ("--rows", "100", "--seconds", "0.3")


@pytest.fixture
def dropping(tmp_path: Path, sqlite_url: str) -> Project:
    """A project whose newest revision drops a column, and whose models are without it since a tag of git."""
    project = Project(tmp_path / "project", sqlite_url)
    project.do("init", "--models", "app.models")
    project.create_tables()
    project.models(WITHOUT_TITLE)
    head = str(project.scalar("SELECT version_num FROM alembic_version"))
    project.revision("aaaa", head, DROP)
    return project


def committed(folder: Path, tag: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", tag), ("tag", tag)):
        subprocess.run(["git", *words], cwd=folder, check=True)


def test_models_of_a_tag_say_what_the_version_that_runs_uses(dropping):
    committed(dropping.root, "v1")
    assert "COLM952" in dropping.run("rehearse", *QUICK).stdout
    done = dropping.run("rehearse", *QUICK, "--old", "v1")
    assert "old version  no errors" in done.stdout, done.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--old", "v9"), "There is neither a folder v9"),
        (("--workload", "."), "There are no statements with values"),
        (("--role", "ann"), "A load has a role of its own on PostgreSQL alone."),
    ],
)
def test_what_is_not_there_is_a_mistake_of_the_person(dropping, options, words):
    done = dropping.run("rehearse", *options)
    assert (done.exit_code, words in done.output) == (2, True), done.output


def test_recorded_statements_are_sent_and_leave_the_rows_alone(dropping, tmp_path):
    engine = dropping.engine()
    recorder = Recorder(File(tmp_path, values=True).line, values=True)
    recorder.start()
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE task SET title = :title"), {"title": "one"})
    recorder.stop()
    done = dropping.run("rehearse", *QUICK, "--workload", str(tmp_path))
    assert "UPDATE task SET title = ?: no such column: title" in done.stdout, done.output
    assert "rows         task.title is gone with its values." in done.stdout
