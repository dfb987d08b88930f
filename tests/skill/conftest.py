"""An empty project with the skill's templates, and the skill itself, installed beside it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from colonnade.cli import main
from tests.migrate.projects import Project


@pytest.fixture(scope="session")
def skill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the skill, as `colonnade skill install` writes it."""
    folder = tmp_path_factory.mktemp("skill") / "colonnade"
    done = CliRunner().invoke(main, ["skill", "install", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def project(tmp_path: Path, scratch: str, skill: Path) -> Project:
    """A project that holds nothing but the templates."""
    made = Project(tmp_path / "project", scratch)
    (made.root / "migrations" / "versions").mkdir(parents=True)
    for target, names in {
        "app": ["models.py", "database.py", "crud.py"],
        "migrations": ["env.py", "script.py.mako"],
        ".": ["alembic.ini"],
    }.items():
        for name in names:
            (made.root / target / name).write_bytes(
                (skill / "assets" / "templates" / name).read_bytes()
            )
    return made
