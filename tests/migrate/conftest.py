"""A project on each database."""

from pathlib import Path

import pytest

from tests.migrate.projects import Project


@pytest.fixture
def project(tmp_path: Path, scratch: str) -> Project:
    """A project with migrations and no revision."""
    made = Project(tmp_path / "project", scratch)
    made.begin()
    return made


@pytest.fixture
def created(project: Project) -> Project:
    """A project whose first revision has been run."""
    project.create_tables()
    return project
