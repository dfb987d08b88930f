"""Each template, copied into an empty project, works there; the scripts do what they say."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tests.migrate.projects import Project
from tests.processes import mypy

USE = """
from app.crud import create_task, delete_task, get_task, get_tasks, update_task
from app.database import create_db_and_tables, db, get_session
from app.models import TaskCreate, TaskUpdate, User
from colonnade import EVERYONE, Crud, NotFound
from sqlalchemy import text

create_db_and_tables()
with db.session(owner=EVERYONE) as session:
    ann, bob = Crud(User, session).create_many([{"email": "ann@x.org"}, {"email": "bob@x.org"}])
with db.session(owner=ann.id) as session:
    key = create_task(session, TaskCreate(title="a")).id
    assert update_task(session, key, TaskUpdate(completed=True)).completed
    assert [task.title for task in get_tasks(session).items] == ["a"]
with db.session(owner=bob.id) as session:
    assert get_tasks(session).items == []
with db.session(owner=ann.id) as session:
    delete_task(session, key)
    try:
        get_task(session, key)
    except NotFound:
        print("done")
for session in get_session():
    assert session.get_bind() is db.engine
"""


@pytest.mark.only("sqlite", "postgresql")
def test_models_database_and_crud_work(project: Project) -> None:
    done = project.python(USE)
    assert done.stdout == "done\n", done.stderr


def test_the_templates_are_strictly_typed(tmp_path: Path, skill: Path) -> None:
    project = Project(tmp_path / "project", "sqlite://")
    for name in ("models.py", "database.py", "crud.py"):
        (project.root / "app" / name).write_bytes((skill / "assets/templates" / name).read_bytes())
    example = (skill / "assets/example-models.py").read_bytes()
    (project.root / "app" / "example_models.py").write_bytes(example)
    mypy(project.root, "--strict", "app")


def arguments_of(skill: Path, folder: Path, *given: str) -> list[str]:
    """What scripts/migrate.sh starts, as a command on the PATH sees it."""
    command = folder / "colonnade"
    command.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    command.chmod(0o755)
    done = subprocess.run(
        [skill / "scripts/migrate.sh", *given],
        env={"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("migrate\n")
    return done.stdout.splitlines()[1:]


@pytest.mark.only("sqlite", "postgresql")
def test_every_verb_of_migrate_sh(project: Project, skill: Path, tmp_path: Path) -> None:
    def migrate(*given: str) -> str:
        return project.do(*arguments_of(skill, tmp_path, *given))

    assert "Wrote" in migrate("create", "Create tables")
    assert "Upgraded" in migrate("upgrade")
    assert project.tables() >= {"users", "tasks"}
    assert "Up to date." in migrate("current")
    assert "Create tables" in migrate("history")
    migrate("test")
    migrate("downgrade", "--yes")
    assert "tasks" not in project.tables()


def test_migrate_sh_init(tmp_path: Path, skill: Path) -> None:
    project = Project(tmp_path / "project", "sqlite://")
    project.do(*arguments_of(skill, tmp_path, "init"))
    assert 'MODELS = ("app.models",)' in (project.root / "migrations/env.py").read_text()


@pytest.mark.parametrize("given", [[], ["create"], ["stamp"]])
def test_migrate_sh_says_how_it_is_used(skill: Path, given: list[str]) -> None:
    done = subprocess.run([skill / "scripts/migrate.sh", *given], capture_output=True, text=True)
    assert (done.returncode, "migrate.sh upgrade" in done.stderr) == (2, True)


class Started:
    """scripts/init_db.py in a project, started here."""

    def __init__(self, skill: Path, project: Project, patch: pytest.MonkeyPatch) -> None:
        self.script, self.patch = str(skill / "scripts/init_db.py"), patch
        patch.chdir(project.root)
        patch.setattr(sys, "path", [*sys.path])

    def __call__(self, *arguments: str) -> None:
        self.patch.setattr(sys, "argv", [self.script, *arguments])
        try:
            runpy.run_path(self.script, run_name="__main__")
        finally:
            for name in [one for one in sys.modules if one.partition(".")[0] == "app"]:
                del sys.modules[name]


@pytest.fixture
def init_db(skill: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> Started:
    return Started(skill, project, monkeypatch)


@pytest.mark.only("sqlite", "postgresql")
def test_init_db_makes_the_tables_of_the_example(
    init_db: Started, project: Project, skill: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.root / "alembic.ini").unlink()
    project.models((skill / "assets/example-models.py").read_text())
    init_db("--url", project.url)
    assert project.tables() >= {"users", "teams", "team_members", "tags", "tasks", "task_tags"}
    assert capsys.readouterr().out.startswith("Tables: ")


@pytest.mark.only("sqlite", "postgresql")
def test_the_example_has_a_revision_that_does_all_it_says(project: Project, skill: Path) -> None:
    project.models((skill / "assets/example-models.py").read_text())
    project.do("create", "Create tables")
    project.do("test")


@pytest.mark.only("sqlite")
def test_init_db_refuses_a_project_with_migrations(
    init_db: Started, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        init_db("--url", project.url)
    assert "colonnade migrate upgrade" in capsys.readouterr().err


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--models", "nowhere"], "No module named 'nowhere'"),
        (["--url", "nonsense"], "not a database URL"),
        (["--models", "json"], "json has no tables"),
    ],
)
def test_init_db_says_what_is_wrong(
    init_db: Started,
    project: Project,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    (project.root / "alembic.ini").unlink()
    with pytest.raises(SystemExit, match="2"):
        init_db(*arguments)
    assert said in capsys.readouterr().err
