"""`colonnade skill install` writes the whole folder, and nothing over what a person has edited."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main
from colonnade.skill import EXECUTABLE, bundle


def install(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["skill", "install", *arguments])


def test_every_file_is_there(skill: Path) -> None:
    written = {str(path.relative_to(skill)) for path in skill.rglob("*") if path.is_file()}
    assert written == {*bundle(), ".colonnade.json"}


def test_scripts_can_be_run(skill: Path) -> None:
    assert all(os.access(skill / path, os.X_OK) for path in EXECUTABLE)


def test_without_a_folder_it_goes_where_assistants_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert f"{len(bundle())} new" in install().output
    assert (tmp_path / ".agents/skills/colonnade/SKILL.md").is_file()


def test_an_edited_file_is_kept_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "skill"
    install(str(folder))
    (folder / "SKILL.md").write_text("Ours.")
    assert "SKILL.md as it is: it has been edited." in install(str(folder)).output
    assert (folder / "SKILL.md").read_text() == "Ours."


def test_another_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    done = install(str(tmp_path))
    assert (done.exit_code, "is not empty" in done.output) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_front_matter_says_when_to_use_it() -> None:
    _, front, body = bundle()["SKILL.md"].split("---\n", 2)
    name, description = front.splitlines()
    assert name == "name: colonnade"
    assert 200 < len(description) < 1024
    assert len(body.splitlines()) < 120
