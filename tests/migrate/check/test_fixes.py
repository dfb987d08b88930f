"""Fixes in revisions as people write them: run on a server, proven, and written only when they are right."""

import pytest
from click.testing import CliRunner

from colonnade.cli import main
from tests.migrate.roundtrip.revisions import Revisions

FIRST = (
    """\
op.create_table(
    "team",
    sa.Column("id", sa.Integer, primary_key=True),
)
op.create_table(
    "task",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(200)),
    sa.Column("team_id", sa.Integer),
)
op.create_table("order", sa.Column("id", sa.Integer), sa.Column("user", sa.Integer))
op.execute("CREATE TABLE visit (team_id int) PARTITION BY RANGE (team_id)")""",
    "pass",
)
MIXED = """\
op.create_index(
    "ix_title",
    "task",
    ["title"],
)
op.create_foreign_key(
    None, "task", "team", ["team_id"], ["id"]
)
op.alter_column("task", "title", existing_type=sa.String(200), nullable=False)
with op.batch_alter_table("task") as batch:
    batch.create_unique_constraint("uq_title", ["title"])
op.create_unique_constraint("uq_late", "task", ["id", "title"], deferrable=True)
"""
MENDED = """\
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_title",
            "task",
            ["title"],
            postgresql_concurrently=True,
        )
    op.create_foreign_key(
        None, "task", "team", ["team_id"], ["id"],
        postgresql_not_valid=True
    )
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE task VALIDATE CONSTRAINT task_team_id_fkey")
    op.create_check_constraint("ck_task_title_not_null", "task", "title IS NOT NULL", postgresql_not_valid=True)
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE task VALIDATE CONSTRAINT ck_task_title_not_null")
    op.alter_column("task", "title", existing_type=sa.String(200), nullable=False)
    op.drop_constraint("ck_task_title_not_null", "task")
    with op.batch_alter_table("task") as batch:
        batch.create_unique_constraint("uq_title", ["title"])
    op.create_unique_constraint("uq_late", "task", ["id", "title"], deferrable=True)
"""
RESERVED = """\
op.create_unique_constraint("Unique", "order", ["id"])
op.alter_column("order", "user", nullable=False)
"""
TWICE = """\
op.create_index("ix_title", "task", ["title"], postgresql_concurrently=True)
op.create_index("ix_team", "task", ["team_id"], postgresql_concurrently=True)
"""


@pytest.fixture
def fixed(tmp_path, postgresql_url):
    """Mend a revision, and give its text and what is said."""
    made = Revisions(tmp_path / "project")
    made.write("1", None, *FIRST)

    def fix(up: str) -> tuple[str, str]:
        path = made.write("2", "1", up, "pass")
        arguments = ["--url", postgresql_url, "--fix", "--select", "locks", "--ignore", "COLM112"]
        arguments += ["--from", "2"]
        done = CliRunner().invoke(main, ["migrate", "check", *arguments])
        return path.read_text(), done.output

    with made.imported():
        yield fix


def test_what_can_be_mended_is_and_the_rest_stays(fixed):
    text, said = fixed(MIXED)
    assert MENDED in text
    assert said.count("COLM105") == 2


def test_what_fails_because_of_the_transaction_is_mended_at_once(fixed):
    text, said = fixed(TWICE)
    assert text.count("autocommit_block") == 2
    assert "Nothing wrong" in said


def test_a_fix_that_the_server_refuses_is_not_written(fixed):
    reference = 'op.create_foreign_key("fk", "visit", "team", ["team_id"], ["id"])'
    text, said = fixed(reference)  # PostgreSQL 15 has no NOT VALID for partitioned tables
    assert f"    {reference}\n" in text
    assert "COLM107" in said


def test_names_that_need_quotes_get_them(fixed):
    text, said = fixed(RESERVED)
    assert """op.execute('ALTER TABLE "order" ADD CONSTRAINT "Unique" UNIQUE USING""" in text
    assert """"order", '"user" IS NOT NULL', postgresql_not_valid=True)""" in text
    assert "Nothing wrong" in said
