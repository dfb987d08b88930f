"""`colonnade check --models` and `--url`."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main

MODELS = """\
from sqlmodel import Field, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id"){comment}
    wage: float
"""
TABLES = """
CREATE TABLE team (id INTEGER PRIMARY KEY);
CREATE TABLE hero (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES team (id));
"""


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    with sqlite3.connect("app.db") as connection:
        connection.executescript(TABLES)
    connection.close()
    return "sqlite:///app.db"


def write(comment: str = "") -> None:
    Path("models.py").write_text(MODELS.replace("{comment}", comment))


def codes(result: Result) -> list[str]:
    return [one["code"] for one in json.loads(result.stdout)]


def test_models_and_their_database_are_checked_together(url: str) -> None:
    write()
    result = check("--models", "models", "--url", url, "--format", "json")
    assert result.exit_code == 1
    found = {(one["path"], one["line"], one["code"]) for one in json.loads(result.stdout)}
    assert found == {
        ("models.py", 8, "COLS501"),
        ("models.py", 10, "COLS401"),
        ("models.py", 11, "COLS301"),
        ("models.py", 11, "COLS503"),
    }


def test_a_comment_keeps_a_finding_of_models(url: str) -> None:
    write("  # colonnade: ignore[COLS401] a small table")
    result = check("--models", "models", "--ignore", "COLS501", "--format", "json")
    assert codes(result) == ["COLS301"]


def test_a_database_has_findings_at_its_columns(url: str) -> None:
    result = check("--url", url)
    assert result.exit_code == 0
    assert result.stdout.startswith("sqlite:///app.db: hero.team_id: advice COLS401: ")
    assert "1 finding in 2 tables." in result.stderr


def test_rules_about_schemas_are_selected_as_others_are(url: str) -> None:
    assert codes(check("--url", url, "--select", "COLS3", "--format", "json")) == []
    assert codes(check("--url", url, "--select", "schema", "--format", "json")) == ["COLS401"]
    assert check("--url", url, "--select", "COLS9").exit_code == 2


def test_a_configuration_may_name_them_although_only_source_is_read(url: str) -> None:
    Path("pyproject.toml").write_text('[tool.colonnade.check]\nignore = ["COLS401"]\n')
    assert check().exit_code == 0
    assert codes(check("--url", url, "--format", "json")) == []


def test_a_baseline_knows_findings_of_a_database(url: str) -> None:
    check("--url", url, "--write-baseline", "known.json")
    assert "Nothing wrong" in check("--url", url, "--baseline", "known.json").stderr


def test_sarif_names_what_is_in_no_file(url: str) -> None:
    (log,) = json.loads(check("--url", url, "--format", "sarif").stdout)["runs"]
    (location,) = log["results"][0]["locations"]
    assert location == {
        "logicalLocations": [{"fullyQualifiedName": "sqlite:///app.db: hero.team_id"}]
    }


def test_rows_are_looked_at_when_they_are_asked_for(url: str) -> None:
    with sqlite3.connect("app.db") as connection:
        connection.execute("CREATE TABLE city (id INTEGER PRIMARY KEY, region TEXT, land TEXT)")
        rows = [(n, f"r{n % 6}", f"l{n % 3}") for n in range(60)]
        connection.executemany("INSERT INTO city VALUES (?, ?, ?)", rows)
    connection.close()
    assert codes(check("--url", url, "--data", "--format", "json")) == ["COLS205", "COLS401"]


def test_the_page_of_such_a_rule_is_printed() -> None:
    assert "COLS503 drift" in check("--explain", "cols503").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--data",),
        ("--url", "sqlite:///none.db"),
        ("--url", "sqlite:///app.db", "--fix"),
        ("--url", "oracle://a/b"),
        ("--server", "sqlite://"),
    ],
)
def test_what_cannot_be_done_is_said(url: str, arguments: tuple[str, ...]) -> None:
    result = check(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")


def test_a_password_is_not_shown(url: str) -> None:
    result = check("--url", "postgresql://ann:secret@127.0.0.1:1/app")
    assert result.exit_code == 2
    assert "secret" not in result.output


def test_models_that_are_searched_and_owned_are_read_and_nothing_is_wrong() -> None:
    models = Path(__file__).parents[2] / "examples/taskboard_by_hand/models.py"
    assert "Nothing wrong in 4 tables." in check("--models", str(models)).stderr
