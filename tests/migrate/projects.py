"""Projects to migrate: models, Alembic's files, and the command line, here or in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from colonnade.cli import main
from colonnade.schema.database.connect import sync_url

COMMAND = [sys.executable, "-c", "from colonnade.cli import main; main()", "migrate"]

MODELS = """\
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    pass


class Task(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=200)
"""
TAGS = """

class Tag(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, index=True)
"""
REVISION = '''\
"""{message}"""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before!r}


def upgrade():
{body}


def downgrade():
    pass
'''

_FIRST: dict[tuple[str, str], tuple[str, str]] = {}
"""The first revisions that were written, each with its name, by the kind of database and the models."""


class Project:
    """A folder with models, and the database that it migrates."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.url = url
        (root / "app").mkdir(parents=True)
        (root / "app/__init__.py").touch()
        self.models(MODELS)

    def models(self, text: str) -> None:
        (self.root / "app/models.py").write_text(text)
        # Python takes bytecode for new by its size and its second.
        for stale in self.root.glob("app/__pycache__/models.*"):
            stale.unlink()

    def begin(self) -> None:
        """Write Alembic's files, which format no revision: that takes two processes for each."""
        self.do("init", "--models", "app.models")
        ini = self.root / "alembic.ini"
        ini.write_text(ini.read_text().replace("hooks = ruff_check, ruff_format", "hooks ="))

    def create_tables(self, text: str = MODELS) -> None:
        """Write the first revision of models and run it; the tests that follow take it over from the first one."""
        self.models(text)
        versions, kind = self.root / "migrations/versions", sa.make_url(self.url).get_backend_name()
        if (kind, text) not in _FIRST:
            self.do("create", "Create tables")
            (written,) = versions.glob("*.py")
            _FIRST[kind, text] = written.name, written.read_text()
        name, revision = _FIRST[kind, text]
        (versions / name).write_text(revision)
        self.do("upgrade")

    def revision(self, number: str, before: str | None, *lines: str) -> Path:
        """Write a revision by hand."""
        body = "\n".join(f"    {line}" for line in lines)
        text = REVISION.format(
            message=f"Revision {number}", number=number, before=before, body=body
        )
        path = self.root / f"migrations/versions/{number}_by_hand.py"
        path.write_text(text)
        return path

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.root,
            env={**os.environ, "DATABASE_URL": self.url, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Whoever runs the tests in the background of a shell has told them not to hear Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def python(self, program: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the folder of the project."""
        (self.root / "program.py").write_text(program)
        return subprocess.run(
            [sys.executable, "program.py"],
            cwd=self.root,
            env={**os.environ, "DATABASE_URL": self.url},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def run(self, *arguments: str) -> Result:
        """Run a command here, as if nothing of the project had been imported."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.root)
            patch.setenv("DATABASE_URL", self.url)
            patch.setattr(sys, "path", [*sys.path])
            try:
                return CliRunner().invoke(main, ["migrate", *arguments])
            finally:
                for name in [one for one in sys.modules if one.partition(".")[0] == "app"]:
                    del sys.modules[name]

    def do(self, *arguments: str) -> str:
        """Run a command that has to succeed, and give what it prints."""
        done = self.run(*arguments)
        assert done.exit_code == 0, done.output
        return done.stdout

    def engine(self) -> sa.Engine:
        return sa.create_engine(sync_url(sa.make_url(self.url)), poolclass=sa.NullPool)

    def tables(self) -> set[str]:
        return set(sa.inspect(self.engine()).get_table_names())

    def columns(self, table: str) -> set[str]:
        return {column["name"] for column in sa.inspect(self.engine()).get_columns(table)}

    def scalar(self, statement: str) -> object:
        with self.engine().connect() as connection:
            return connection.scalar(sa.text(statement))
