"""Projects with a few revisions, written as text."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent, indent

import pytest

from colonnade.migrate.init import init

MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
task = sa.Table(
    "task",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("note", sa.String(200)),
)
"""
REVISION = '''\
"""Revision {number}"""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before!r}


def upgrade():
{up}


def downgrade():
{down}
'''


class Revisions:
    """A folder with models, Alembic's files and revisions."""

    FIRST = (
        """\
        op.create_table(
            "task",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("title", sa.String(200), nullable=False),
            sa.Column("note", sa.String(200)),
        )""",
        'op.drop_table("task")',
    )

    def __init__(self, root: Path, models: str = MODELS) -> None:
        self.root = root
        (root / "app").mkdir(parents=True)
        (root / "app/__init__.py").touch()
        (root / "app/models.py").write_text(models)
        with self.imported():
            init(root, ["app.models"])

    def write(self, number: str, before: str | None, up: str, down: str) -> Path:
        bodies = {name: indent(dedent(text), "    ") for name, text in (("up", up), ("down", down))}
        path = self.root / f"migrations/versions/{number}.py"
        path.write_text(REVISION.format(number=number, before=before, **bodies))
        return path

    @contextmanager
    def imported(self) -> Iterator[None]:
        """As if nothing of the project had been imported, now and afterwards."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.root)
            patch.setattr(sys, "path", [str(self.root), *sys.path])
            yield
        for name in [one for one in sys.modules if one.partition(".")[0] == "app"]:
            del sys.modules[name]
