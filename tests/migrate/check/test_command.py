"""The verb: which revisions are checked, what is printed, what is mended."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main
from tests.migrate.roundtrip.revisions import MODELS, Revisions

DROP = 'op.drop_column("task", "note")'
ADD = 'op.add_column("task", sa.Column("note", sa.String(200)))'
INDEX = 'op.create_index(op.f("ix_task_title"), "task", ["title"])'
INDEXED = MODELS.replace("nullable=False)", "nullable=False, index=True)")


@pytest.fixture
def revisions(tmp_path):
    """A table, a column of it dropped, and added again."""
    made = Revisions(tmp_path / "project")
    made.write("1", None, *made.FIRST)
    made.write("2", "1", DROP, ADD)
    made.write("3", "2", ADD, DROP)
    with made.imported():
        yield made


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["migrate", "check", "--url", url, *arguments])


def found(done: Result) -> list[tuple[str, str, int]]:
    """Code, file and line of each finding."""
    return [(one["code"], Path(one["path"]).name, one["line"]) for one in json.loads(done.stdout)]


def at(url: str, revision: str) -> None:
    """Let a database be at a revision."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        database.execute("CREATE TABLE alembic_version (version_num)")
        database.execute("INSERT INTO alembic_version VALUES (?)", [revision])


def test_a_finding_names_the_line_and_the_safe_form(revisions, sqlite_url):
    done = run(sqlite_url)
    assert done.exit_code == 1, done.output
    assert (
        "migrations/versions/2.py:11: warning COLM401: What is in task.note is lost" in done.stdout
    )
    assert "help: Give it another name" in done.stdout
    assert "1 finding in 3 revisions." in done.stderr


def test_findings_are_printed_for_programs(revisions, sqlite_url):
    assert found(run(sqlite_url, "--format", "json")) == [("COLM401", "2.py", 11)]


def test_the_database_of_the_url_is_not_made(revisions, sqlite_url):
    run(sqlite_url)
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_revisions_that_the_database_has_are_not_checked(revisions, sqlite_url):
    at(sqlite_url, "2")
    done = run(sqlite_url)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "Nothing wrong in 1 revision." in done.stderr


@pytest.mark.parametrize(
    ("options", "count"),
    [(["--all"], 3), (["--from", "2"], 2), (["--from", "2", "--to", "2"], 1)],
)
def test_other_revisions_are_checked_when_they_are_named(revisions, sqlite_url, options, count):
    at(sqlite_url, "3")
    assert f"1 finding in {count} revision" in run(sqlite_url, *options).stderr


@pytest.mark.parametrize("name", ["--from", "--to", "--select", "--explain"])
def test_what_is_not_there_is_refused(revisions, sqlite_url, name):
    done = run(sqlite_url, name, "COLM999")
    assert (done.exit_code, "Error: There is no r" in done.output) == (2, True)


def test_what_is_ignored_is_not_found(revisions, sqlite_url):
    assert run(sqlite_url, "--ignore", "data").exit_code == 0


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ('ignore = ["data"]', 0, "Nothing wrong"),
        ('select = ["COLM402"]', 0, "Nothing wrong"),
        ('ignore = ["COLM999"]', 2, "There is no rule 'COLM999'"),
        ("exclude = []", 2, "[tool.colonnade.migrate.check] has no key 'exclude'"),
    ],
)
def test_pyproject_selects_and_ignores(revisions, sqlite_url, said, code, words):
    text = f"[tool.colonnade.migrate.check]\n{said}\n"
    (revisions.root / "pyproject.toml").write_text(text)
    done = run(sqlite_url)
    assert (done.exit_code, words in done.output) == (code, True), done.output


def test_a_comment_with_a_reason_keeps_a_finding(revisions, sqlite_url):
    revisions.write("2", "1", f"{DROP}  # colonnade: ignore[COLM401] nobody reads it", ADD)
    assert run(sqlite_url).exit_code == 0


def test_a_comment_without_a_reason_or_without_use_is_a_finding(revisions, sqlite_url):
    revisions.write("2", "1", f"{DROP}  # colonnade: ignore[COLM401]", ADD)
    revisions.write("3", "2", f"{ADD}  # colonnade: ignore[COLM402] by mistake", DROP)
    said = found(run(sqlite_url, "--format", "json"))
    assert said == [("COL002", "2.py", 11), ("COL003", "3.py", 11)]


def test_models_and_revisions_that_disagree_are_found_either_way(revisions, sqlite_url):
    models = revisions.root / "app/models.py"
    models.write_text(MODELS.replace('"note"', '"remark"'))
    said = run(sqlite_url, "--select", "COLM913").stdout
    assert "The models have what no revision makes: column task (remark)" in said
    assert "The revisions make what the models do not have: column task (note)" in said


def test_a_revision_that_fails_is_found(revisions, sqlite_url):
    revisions.write("3", "2", "op.execute('SELECT nonsense')", "pass")
    done = run(sqlite_url, "--format", "json", "--ignore", "data")
    assert found(done) == [("COLM903", "3.py", 11)]
    assert "no such column: nonsense" in done.stdout


def test_a_revision_that_is_not_checked_and_fails_stops_the_command(revisions, sqlite_url):
    revisions.write("2", "1", "op.execute('SELECT nonsense')", "pass")
    done = run(sqlite_url, "--from", "3")
    assert done.exit_code == 1
    assert "Error: The upgrade of 2 fails: no such column: nonsense." in done.output


def test_a_revision_that_is_no_python_is_named(revisions, sqlite_url):
    revisions.write("3", "2", "op.execute(", "pass")
    done = run(sqlite_url)
    assert done.exit_code == 2
    assert "Error: migrations/versions/3.py:11: '(' was never closed." in done.output


def test_several_heads_are_found(revisions, sqlite_url):
    revisions.write("4", "2", "pass", "pass")
    assert ("COLM901", "4.py", 1) in found(run(sqlite_url, "--format", "json"))


def test_the_page_of_a_rule_is_printed():
    done = CliRunner().invoke(main, ["migrate", "check", "--explain", "colm101"])
    assert done.stdout.startswith("COLM101 index-blocks-writes\n\nAn index is built while")


@pytest.fixture
def slow(tmp_path):
    """A revision that can be mended."""
    made = Revisions(tmp_path / "project", INDEXED)
    made.write("1", None, *made.FIRST)
    made.write("2", "1", INDEX, 'op.drop_index("ix_task_title", "task")')
    with made.imported():
        yield made


def test_a_fix_is_written_and_leaves_nothing_to_fix(slow, postgresql_url):
    done = run(postgresql_url, "--fix", "--select", "locks")
    assert (done.exit_code, "Mended migrations/versions/2.py." in done.stderr) == (0, True), (
        done.output
    )
    text = (slow.root / "migrations/versions/2.py").read_text()
    assert 'block():\n        op.create_index(op.f("ix_task_title"), "task", ["title"], ' in text
    again = run(postgresql_url, "--fix", "--select", "locks")
    assert (again.exit_code, "Mended" in again.stderr) == (0, False)


@pytest.mark.only("postgresql", "mariadb")
def test_servers_are_asked_by_any_driver(slow, scratch):
    widen = 'op.alter_column("task", "id", existing_type=sa.Integer, type_=sa.BigInteger)'
    slow.write("2", "1", widen, "pass")
    url = scratch.replace("psycopg", "asyncpg").replace("pymysql", "asyncmy")
    code = "COLM201" if "postgresql" in url else "COLM605"
    said = run(url, "--format", "json", "--select", "COLM2,COLM6")
    assert found(said) == [(code, "2.py", 11)]


def test_what_an_earlier_revision_of_the_deployment_has_written_is_not_written_again(
    slow, postgresql_url
):
    widen = 'op.alter_column("task", "id", type_=sa.{}Integer)'
    slow.write("3", "2", widen.format("Big"), "pass")
    slow.write("4", "3", widen.format(""), "pass")
    said = run(postgresql_url, "--select", "COLM208").stdout
    assert "3.py:11: warning COLM208: ix_task_title is built again with task; line 11" in said
    assert "4.py:11: warning COLM208: task is written anew a second time" in said


def test_one_transaction_for_all_revisions_is_seen_in_env_py(slow, postgresql_url):
    env = slow.root / "migrations/env.py"
    env.write_text(env.read_text().replace("transaction_per_migration=True,", ""))
    slow.write("2", "1", ADD.replace("note", "remark"), "pass")
    said = run(postgresql_url, "--format", "json", "--select", "COLM505")
    assert found(said) == [("COLM505", "2.py", 11)]
