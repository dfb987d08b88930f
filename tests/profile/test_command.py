"""`colonnade profile`: a command runs, and a report is made of what it asked."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main

PROGRAM = '''"""A program with a loop."""

from sqlalchemy import create_engine, text

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


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def profile(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["profile", *arguments])


def test_a_loop_is_reported_with_its_line(program: Path) -> None:
    out = program.with_name("report.json")
    result = profile("--format", "json", "--out", str(out), "--", sys.executable, "program.py")
    (found,) = json.loads(out.read_text())
    assert result.exit_code == 1, result.output
    assert (found["code"], found["path"], found["line"]) == ("COLP103", "program.py", 8)


def test_tests_are_looked_at_one_by_one(program: Path) -> None:
    program.with_name("test_once.py").write_text(TESTS)
    result = profile("--", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert result.exit_code == 0, result.output
    assert "4 statements of 1 kinds, 0 findings." in result.output


def test_the_records_can_be_kept_and_reported_on_again(program: Path) -> None:
    profile("--keep", "records", "--", sys.executable, "program.py")
    result = profile("--from", "records", "--format", "html", "--out", "report.html")
    assert result.exit_code == 1, result.output
    assert "COLP103" in Path("report.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "What is to be profiled?"),
        (("--", "no-such-command"), "no-such-command cannot be run"),
        (("--", sys.executable, "-c", "print()"), "sent no statement"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(
    arguments: tuple[str, ...], said: str, program: Path
) -> None:
    result = profile(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_report_that_cannot_be_written_is_a_mistake(program: Path) -> None:
    profile("--keep", "records", "--", sys.executable, "program.py")
    result = profile("--from", "records", "--out", "no/such/folder.json")
    assert result.exit_code == 2
    assert "cannot be written" in result.output
