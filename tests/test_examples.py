"""The golden projects are what is generated today, and their own tests pass."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.processes import ROOT, mypy, run

PROJECTS = sorted(ROOT.glob("examples/*/project"))


@pytest.fixture(params=PROJECTS, ids=lambda path: path.parent.name)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a golden project."""
    return Path(shutil.copytree(request.param, tmp_path / "project"))


def test_the_golden_projects_are_up_to_date() -> None:
    assert PROJECTS
    run(ROOT, "scripts/examples.py", "--check")


def test_its_own_tests_pass_on_sqlite(project: Path) -> None:
    run(project, "-m", "pytest", "-q")


def test_its_own_tests_pass_on_postgresql(project: Path, postgresql_url: str) -> None:
    run(project, "-m", "pytest", "-q", DATABASE_URL=postgresql_url)


def test_its_own_tests_pass_on_mariadb(project: Path, mariadb_url: str) -> None:
    run(project, "-m", "pytest", "-q", DATABASE_URL=mariadb_url)


def test_it_is_strictly_typed(project: Path) -> None:
    mypy(project)


def test_it_is_formatted_and_linted(project: Path) -> None:
    run(project, "-m", "ruff", "check", ".")
    run(project, "-m", "ruff", "format", "--check", ".")


def test_its_revisions_run_with_the_settings_of_a_person(project: Path) -> None:
    url = f"sqlite:///{project / 'app.db'}"
    run(project, "-m", "alembic", "upgrade", "head", DATABASE_URL=url)
    assert Path(make_url(url).database or "").stat().st_size
