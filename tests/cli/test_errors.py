"""Mistakes are told in a few words, with the exit code of their kind."""

import sys
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner, Result

from colonnade.__main__ import main as start
from colonnade.cli import main
from colonnade.cli.errors import UNEXPECTED, USAGE, reported
from colonnade.errors import ConfigurationError


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "shop.dbml"
    path.write_text("Table orders {\n  id integer [pk]\n  user_id integer [ref: > usr.id]\n}\n")
    return path


def test_mistakes_of_a_source_are_shown_with_their_line(broken: Path, tmp_path: Path) -> None:
    result = run("new", tmp_path / "shop", "--from", broken)
    assert result.exit_code == USAGE
    assert f"{broken}:3:" in result.stderr
    assert "^" in result.stderr
    assert not (tmp_path / "shop").exists()


def test_a_database_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    result = run("new", tmp_path / "shop", "--from", "postgresql://me:secret@127.0.0.1:1/shop")
    assert result.exit_code == USAGE
    assert "127.0.0.1" in result.stderr
    assert "secret" not in result.output


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run("new", tmp_path / "shop", "--from", tmp_path / "none.dbml")
    assert result.exit_code == USAGE
    assert "none.dbml" in result.stderr


def test_a_folder_that_holds_something_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = run("new", tmp_path, "--from", "postgresql://nowhere.invalid/shop")
    assert result.exit_code == USAGE
    assert "is not empty" in result.stderr


def test_a_working_directory_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    result = run("new", "shop", "--from", "shop.dbml")
    assert result.exit_code == USAGE
    assert "has been deleted" in result.stderr


def test_an_interrupt_in_a_command_has_the_exit_code_of_shells() -> None:
    assert exit_of(KeyboardInterrupt()) == 130


def test_an_interrupt_while_the_command_loads_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "colonnade.cli", Interrupting("colonnade.cli"))
    with pytest.raises(SystemExit) as left:
        start()
    assert left.value.code == 130


class Interrupting(ModuleType):
    """A module during whose import somebody presses Ctrl-C."""

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


def exit_of(error: BaseException, **parameters: bool) -> int:
    context = click.Context(main)
    context.params = dict(parameters)
    with pytest.raises(click.exceptions.Exit) as left, reported(context):
        raise error
    return left.value.exit_code


def test_a_remedy_follows_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(ConfigurationError("No driver.", "Install one.")) == USAGE
    assert capsys.readouterr().err == "Error: No driver.\nInstall one.\n"


def test_a_mistake_of_ours_asks_for_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(ValueError("at postgresql://me:secret@host/x")) == UNEXPECTED
    said = capsys.readouterr().err
    assert "report" in said
    assert "secret" not in said


def test_a_mistake_of_ours_shows_its_traceback_when_asked() -> None:
    context = click.Context(main)
    context.params = {"traceback": True}
    with pytest.raises(ValueError, match="x"), reported(context):
        raise ValueError("x")
