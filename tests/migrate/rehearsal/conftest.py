"""One rehearsal for many tests: a revision that renames a column, writes a table anew and loses ten rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from colonnade.migrate.rehearsal import Rehearsal, Request, rehearse
from tests.migrate.projects import MODELS, Project

TEAMS = """

class Team(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20, unique=True)
    size: int


class Member(Base, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    task_id: int = Field(foreign_key="task.id", primary_key=True)
"""
HARMFUL = (
    'op.execute("ALTER TABLE task RENAME COLUMN title TO name")',
    'op.execute("DELETE FROM member WHERE task_id BETWEEN 1491 AND 1500")',
    'op.execute("DELETE FROM task WHERE id BETWEEN 1491 AND 1500")',
)
REWRITES = (
    "with op.batch_alter_table('team') as batch:",
    "    batch.alter_column('size', type_=sa.BigInteger, existing_nullable=False)",
)
ROWS = 1500


@pytest.fixture(scope="module")
def server_url(backend: str, request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """An empty database for all tests of a file."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('rehearsal') / 'home.db'}"
        return
    server = request.getfixturevalue(backend)
    yield (url := server.create())
    server.drop(url)


@pytest.fixture(scope="module")
def project(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a harmful revision that its database does not have."""
    made = Project(tmp_path_factory.mktemp("project") / "app", server_url)
    made.models(MODELS + TEAMS)
    made.do("init", "--models", "app.models")
    made.do("create", "Create tables")
    made.do("upgrade")
    head = str(made.scalar("SELECT version_num FROM alembic_version"))
    made.revision("aaaa", head, *HARMFUL, *REWRITES)
    made.models((MODELS + TEAMS).replace("title:", "name:"))
    return made


@pytest.fixture(scope="module")
def rehearsed(project: Project) -> Rehearsal:
    """What was seen when it was rehearsed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        request = Request(rows=ROWS, seconds=0.6)
        return rehearse(Path.cwd(), project.url, request, lambda words, done, total: None)
