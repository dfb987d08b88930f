"""`colonnade new`: what it writes, what it says, and what it asks."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main

SHOP = """
Table products {
  id integer [pk, increment]
  name varchar(50) [not null]
}
"""


def run(*arguments: object, answers: str = "") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=answers)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("made")
    (folder / "schema.dbml").write_text(SHOP)
    result = run("new", folder / "shop", "--from", folder / "schema.dbml")
    return folder / "shop", result


def test_a_project_is_whole(made: tuple[Path, Result]) -> None:
    folder, result = made
    assert result.exit_code == 0, result.output
    for path in (
        *("app/__init__.py", "app/settings.py", "app/database.py", "app/main.py"),
        *("app/models/__init__.py", "app/crud/__init__.py", "app/routes/__init__.py"),
        *("migrations/env.py", "alembic.ini", "tests/conftest.py", "SCHEMA.md", "schema.html"),
        *("README.md", "pyproject.toml", ".env.example", ".gitignore", "schema.dbml"),
        ".github/workflows/ci.yml",
    ):
        assert (folder / path).is_file(), path


def test_the_stages_are_told_on_stderr(made: tuple[Path, Result]) -> None:
    assert made[1].stderr.splitlines()[:2] == ["Reading the schema", "Writing the models"]


def test_the_next_commands_are_told(made: tuple[Path, Result]) -> None:
    assert "alembic upgrade head" in made[1].stdout


def test_the_design_is_kept_word_for_word(made: tuple[Path, Result]) -> None:
    assert (made[0] / "schema.dbml").read_text() == SHOP


def test_what_was_assumed_is_in_the_document(made: tuple[Path, Result]) -> None:
    assert "starts on SQLite" in (made[0] / "SCHEMA.md").read_text()


def test_every_generated_file_is_known_again(made: tuple[Path, Result]) -> None:
    known = json.loads((made[0] / ".colonnade.json").read_text())["files"]
    there = {str(path.relative_to(made[0])) for path in made[0].rglob("*") if path.is_file()}
    assert there == {*known, ".colonnade.json"}


def test_an_edit_is_shown_and_kept_or_given_up(made: tuple[Path, Result], tmp_path: Path) -> None:
    folder, _ = made
    source = folder.parent / "schema.dbml"
    readme = (folder / "README.md").read_text()
    (folder / "README.md").write_text("Mine\n")
    kept = run("new", folder, "--from", source, "--yes")
    assert "Kept" in kept.stderr
    assert (folder / "README.md").read_text() == "Mine\n"
    given_up = run("new", folder, "--from", source, answers="new\n")
    assert "-Mine" in given_up.stdout
    assert (folder / "README.md").read_text() == readme


def test_without_fastapi_there_is_no_service(tmp_path: Path) -> None:
    (tmp_path / "schema.dbml").write_text(SHOP)
    run("new", tmp_path / "shop", "--from", tmp_path / "schema.dbml", "--no-fastapi")
    assert (tmp_path / "shop" / "app" / "models").is_dir()
    assert not (tmp_path / "shop" / "app" / "main.py").exists()
    assert not (tmp_path / "shop" / "tests" / "test_api.py").exists()


def test_without_a_source_all_defaults_make_a_project(tmp_path: Path) -> None:
    result = run("new", tmp_path / "shop", "--yes")
    assert result.exit_code == 0, result.output
    assert "Table users" in (tmp_path / "shop" / "schema.dbml").read_text()
    assert "because none were named" in (tmp_path / "shop" / "SCHEMA.md").read_text()
