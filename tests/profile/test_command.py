"""`colonnade profile`: a command runs, and a report is made of what it asked."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main

PROGRAM = '''"""A program with a loop."""

import fastapi  # before SQLAlchemy, as applications do
from sqlmodel import create_engine, text

engine = create_engine("sqlite://")
with engine.connect() as connection:
    for key in (1, 2, 3, 4):
        connection.execute(text("SELECT 'row' WHERE 1 = :key"), {"key": key}).all()
print("the program's own words")
'''

TESTS = '''"""Two tests, each of which asks once."""

import pytest
from sqlalchemy import create_engine, text


@pytest.mark.parametrize("key", range(4))
def test_once(key):
    with create_engine("sqlite://").connect() as connection:
        assert connection.execute(text("SELECT :key"), {"key": key}).scalar() == key
'''


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a program, and with what a run of it has left behind: its records and a report."""
    folder = tmp_path_factory.mktemp("program")
    (folder / "program.py").write_text(PROGRAM)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        command = ("--", sys.executable, "program.py")
        ran = profile("--keep", "records", "--format", "json", "--out", "report.json", *command)
    assert ran.exit_code == 1, ran.output
    return folder


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)


def profile(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["profile", *arguments])


def test_a_loop_is_reported_with_its_line() -> None:
    (found,) = json.loads(Path("report.json").read_text())
    assert (found["code"], found["path"], found["line"]) == ("COLP103", "program.py", 9)


def test_tests_are_looked_at_one_by_one() -> None:
    Path("test_once.py").write_text(TESTS)
    result = profile("--", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert result.exit_code == 0, result.output
    assert "4 statements of 1 kinds, 0 findings." in result.output


def test_records_that_were_kept_are_reported_on_again() -> None:
    result = profile("--from", "records", "--format", "html", "--out", "report.html")
    assert result.exit_code == 1, result.output
    assert "COLP103" in Path("report.html").read_text()


def test_a_report_shows_the_line() -> None:
    assert "connection.execute(text(" in profile("--from", "records").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "What is to be profiled?"),
        (("--", "no-such-command"), "no-such-command cannot be run"),
        (("--", sys.executable, "-c", "print()"), "sent no statement"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    result = profile(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_records_of_two_runs_are_not_mixed() -> None:
    result = profile("--keep", "records", "--", sys.executable, "program.py")
    assert result.exit_code == 2
    assert "holds records already" in result.output


def test_a_report_that_cannot_be_written_is_a_mistake() -> None:
    result = profile("--from", "records", "--out", "no/such/folder.json")
    assert result.exit_code == 2
    assert "cannot be written" in result.output
