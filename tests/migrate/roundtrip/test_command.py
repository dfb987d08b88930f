"""The verb, and the function for tests."""

import json

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main
from colonnade.testing import migrations_round_trip
from tests.migrate.roundtrip.revisions import Revisions


@pytest.fixture
def revisions(tmp_path):
    made = Revisions(tmp_path / "project")
    made.write("1", None, *made.FIRST)
    with made.imported():
        yield made


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["migrate", "test", "--url", url, *arguments])


def test_a_right_project_ends_with_0(revisions, sqlite_url):
    done = run(sqlite_url)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "1/1 1 Revision 1" in done.stderr


def test_a_finding_ends_with_1_and_is_json(revisions, sqlite_url):
    revisions.write("2", "1", "op.execute('CREATE VIEW titles AS SELECT title FROM task')", "pass")
    done = run(sqlite_url, "--format", "json")
    assert done.exit_code == 1
    assert [one["code"] for one in json.loads(done.stdout)] == ["COLM904"]


def test_warnings_end_with_0(revisions, sqlite_url):
    revisions.write("2", "1", "op.execute('SELECT 1')", "raise NotImplementedError")
    done = run(sqlite_url)
    assert (done.exit_code, "cannot be undone" in done.stdout) == (0, True)


def test_a_test_of_the_project_passes(revisions, sqlite_url):
    migrations_round_trip(sqlite_url)


def test_a_test_of_the_project_fails_with_the_findings(revisions, sqlite_url):
    revisions.write("2", "1", "op.execute('CREATE VIEW titles AS SELECT title FROM task')", "pass")
    with pytest.raises(AssertionError, match="COLM904"):
        migrations_round_trip(sqlite_url)


def test_places_are_named_from_the_working_directory(revisions, sqlite_url):
    revisions.write("2", "1", "op.execute('CREATE VIEW titles AS SELECT title FROM task')", "pass")
    revisions.write("3", "2", "op.drop_column('task', 'note')", "pass")
    said = run(sqlite_url, "--format", "json").stdout
    paths = {one["path"] for one in json.loads(said)}
    assert paths == {"migrations/versions/2.py", "migrations/versions/3.py", "migrations/env.py"}
