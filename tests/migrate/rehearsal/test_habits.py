"""What a rehearsal has to know of a project: its database, its settings, its keys."""

from pathlib import Path

from tests.migrate.projects import MODELS, Project

SHORT_KEYS = """

class Medicine(Base, table=True):
    code: str = Field(max_length=7, primary_key=True)


class Country(Base, table=True):
    code: str = Field(max_length=2, primary_key=True)
"""
READ_ONCE = 'import os\n\nURL = os.environ["DATABASE_URL"]\n'


def test_settings_may_be_read_once(tmp_path: Path, sqlite_url: str) -> None:
    """As those of a generated project, which `env.py` imports."""
    project = Project(tmp_path / "project", sqlite_url)
    project.do("init", "--models", "app.models")
    (project.root / "app/settings.py").write_text(READ_ONCE)
    env = project.root / "migrations/env.py"
    text = env.read_text().replace('os.environ["DATABASE_URL"]', "URL")
    env.write_text(
        text.replace(
            "import sqlalchemy as sa\n", "import sqlalchemy as sa\nfrom app.settings import URL\n"
        )
    )
    project.do("create", "Create tables")
    assert "Nothing wrong." in project.do("rehearse", "--rows", "10", "--seconds", "0.1")


def test_new_rows_have_short_keys_of_their_own(tmp_path: Path, sqlite_url: str) -> None:
    project = Project(tmp_path / "project", sqlite_url)
    project.models(MODELS + SHORT_KEYS)
    project.do("init", "--models", "app.models")
    project.do("create", "Create tables")
    assert "Nothing wrong." in project.do("rehearse", "--rows", "10", "--seconds", "0.3")
