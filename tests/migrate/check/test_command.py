"""The verb: which revisions are checked, what is printed, what is mended."""

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main
from tests.migrate.roundtrip.revisions import Revisions

INDEX = 'op.create_index("ix_task_title", "task", ["title"])'
MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
task = sa.Table(
    "task",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(200), nullable=False, index=True),
    sa.Column("note", sa.String(200)),
)
"""


@pytest.fixture
def revisions(tmp_path):
    made = Revisions(tmp_path / "project", MODELS)
    made.write("1", None, *made.FIRST)
    made.write("2", "1", INDEX, 'op.drop_index("ix_task_title", "task")')
    with made.imported():
        yield made


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["migrate", "check", "--url", url, *arguments])


def test_a_finding_names_the_line_and_the_safe_form(revisions, postgresql_url):
    done = run(postgresql_url)
    assert done.exit_code == 1, done.output
    assert "migrations/versions/2.py:11: error COLM101: Nobody can write to task" in done.stdout
    assert "help: with op.get_context().autocommit_block()" in done.stdout
    assert "1 finding in 2 revisions." in done.stderr


def test_a_fix_is_written_and_leaves_nothing_to_fix(revisions, postgresql_url):
    assert run(postgresql_url, "--fix").exit_code == 0
    text = (revisions.root / "migrations/versions/2.py").read_text()
    assert "autocommit_block():\n        op.create_index" in text
    again = run(postgresql_url, "--fix")
    assert (again.exit_code, "Mended" in again.stderr) == (0, False)
