"""The files of a whole design, run as a person would run them."""

import pytest
import sqlalchemy as sa

from colonnade.design import migration, models
from colonnade.design.design import Design
from colonnade.design.migration.generated import revision_of
from colonnade.errors import ModelError
from tests.design.migration.projects import SETTINGS, facts
from tests.processes import run


def board() -> Design:
    metadata = sa.MetaData()
    sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table(
        "tasks",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("priority", sa.Enum("low", "high", name="priority"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    )
    return Design("board", metadata)


ALEMBIC = """
import sys
from alembic.config import main
for command in sys.argv[1:]:
    main(command.split())
"""
"""Alembic's command line, several times in a row."""


def test_alembic_migrates_what_was_written_for_the_generated_models(tmp_path, scratch):
    design = board()
    written = {"app/settings.py": SETTINGS, **models.write(design), **migration.write(design)}
    for path, text in written.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    said = run(tmp_path, "-c", ALEMBIC, "upgrade head", "check", DATABASE_URL=scratch)
    assert "No new upgrade operations" in said
    up = facts(scratch)
    run(tmp_path, "-c", ALEMBIC, "downgrade base", "upgrade head", DATABASE_URL=scratch)
    assert facts(scratch) == up


def test_models_that_do_not_import_say_why():
    with pytest.raises(ModelError, match="cannot be imported: NameError: name 'x' is not defined"):
        revision_of({"app/models/__init__.py": "x"}, board().backend)
