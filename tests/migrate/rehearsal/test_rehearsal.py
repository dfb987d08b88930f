"""A harmful revision, rehearsed on each database."""

import json

import pytest
import sqlalchemy as sa

from colonnade.migrate.rehearsal.findings import findings_of
from colonnade.migrate.rehearsal.losses.loss import Loss
from colonnade.migrate.rehearsal.record import as_record
from colonnade.migrate.rehearsal.text import as_text
from tests.migrate.rehearsal.conftest import HARMFUL, ROWS

UNKNOWN_COLUMN = {
    "postgresql": "UndefinedColumn",
    "mariadb": "BAD_FIELD_ERROR",
    "sqlite": "title",
}

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mariadb"], scope="module")


def test_tables_that_the_revision_speaks_of_are_full(rehearsed):
    assert rehearsed.rows == {"member": ROWS, "task": ROWS, "team": ROWS}
    assert rehearsed.unfilled == []


def test_statements_are_listed_with_their_lines(rehearsed, project):
    source = next((project.root / "migrations/versions").glob("aaaa*")).read_text().splitlines()
    first = rehearsed.statements[0]
    assert first.sql == "ALTER TABLE task RENAME COLUMN title TO name"
    assert HARMFUL[0] in source[first.line - 1]
    assert first.revision == "aaaa"


def test_the_old_version_fails_where_the_column_is_gone(rehearsed, backend):
    assert any(UNKNOWN_COLUMN[backend] in name for name in rehearsed.old.after)


def test_the_new_version_fails_before_and_not_after(rehearsed):
    assert rehearsed.new.before
    assert not rehearsed.new.after


def test_rows_that_are_gone_are_counted(rehearsed):
    assert Loss("rows", "task", ROWS - 1490) in rehearsed.losses


def test_a_column_under_another_name_is_not_lost(rehearsed):
    assert not [loss for loss in rehearsed.losses if loss.what in ("column", "values", "write")]


def test_tables_written_anew_are_named(rehearsed):
    assert {name for one in rehearsed.statements for name in one.rewritten} == {"team"}


@pytest.mark.only("postgresql")
def test_locks_are_those_of_the_server(rehearsed):
    first, *others = rehearsed.statements
    assert first.locks == {"task": "AccessExclusiveLock"}
    assert all(one.held["task"] == "AccessExclusiveLock" for one in others)


def test_findings_have_a_place_and_a_code(rehearsed):
    found = {finding.code: finding for finding in findings_of(rehearsed, allowed=3600)}
    assert set(found) == {"COLM952", "COLM954"}
    assert found["COLM952"].place.line in {one.line for one in rehearsed.statements}


def test_what_a_comment_says_is_meant_is_not_found(rehearsed, project):
    path = next((project.root / "migrations/versions").glob("aaaa*"))
    text = path.read_text()
    comment = "  # colonnade: ignore[COLM952, COLM954] the application rests"
    path.write_text("\n".join(f"{line}{comment}" for line in text.split("\n")))
    assert findings_of(rehearsed, allowed=3600) == []
    path.write_text(text)


def test_a_revision_that_retires_the_old_version_says_so(rehearsed, project):
    path = next((project.root / "migrations/versions").glob("aaaa*"))
    text = path.read_text()
    comment = f"{HARMFUL[0]}  # colonnade: ignore[COLM952] nobody runs it"
    path.write_text(text.replace(HARMFUL[0], comment))
    said, found = as_text(rehearsed), findings_of(rehearsed, allowed=3600)
    path.write_text(text)
    assert "not promised to work: nobody runs it" in said
    assert {finding.code for finding in found} == {"COLM954"}


def test_text_and_record_say_what_was_seen(rehearsed):
    record = json.loads(json.dumps(as_record(rehearsed, findings_of(rehearsed))))
    assert record["old"]["after"] == dict(rehearsed.old.after)
    assert record["rows"]["task"] == ROWS
    assert "ALTER TABLE task RENAME COLUMN title TO name" in as_text(rehearsed)
    assert "deploy it afterwards" in as_text(rehearsed)


def test_the_database_of_the_url_is_as_it_was(rehearsed, project):
    assert "title" in project.columns("task")
    assert project.scalar("SELECT count(*) FROM task") == 0


@pytest.mark.only("postgresql", "mariadb")
def test_no_database_is_left(rehearsed, project):
    name = sa.make_url(project.url).database
    with project.engine().connect() as connection:
        names = connection.scalars(sa.text("SELECT schema_name FROM information_schema.schemata"))
        if connection.dialect.name == "postgresql":
            names = connection.scalars(sa.text("SELECT datname FROM pg_database"))
        assert [one for one in names if one.startswith(f"{name}_")] == []
