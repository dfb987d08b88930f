"""Whole projects from real databases and from a hard design: they are typed, they pass, they read every row."""

from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from colonnade.cli import main
from tests.databases import sample
from tests.processes import mypy, run

HERE = Path(__file__).parent


class Made(NamedTuple):
    """A project, the URL of the database it was made from, and how many rows that holds."""

    folder: Path
    url: str
    rows: int


DATABASES = ["chinook_sqlite", "chinook", "northwind"]
every_project = pytest.mark.parametrize("made", ["hard", *DATABASES], indirect=True)
every_database = pytest.mark.parametrize("made", DATABASES, indirect=True)


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    source, rows = str(HERE / "hard.dbml"), 0
    if request.param == "chinook_sqlite":
        source, rows = f"sqlite:///{sample('chinook.sqlite')}?mode=ro&uri=true", 15607
    elif request.param != "hard":
        source = request.getfixturevalue(f"{request.param}_template")
        rows = {"chinook": 15607, "northwind": 3362}[request.param]
    folder = tmp_path_factory.mktemp(request.param) / "project"
    result = CliRunner().invoke(main, ["new", str(folder), "--from", source, "--yes"])
    assert result.exit_code == 0, result.output
    return Made(folder, source, rows)


@every_project
def test_it_is_strictly_typed_and_formatted(made: Made) -> None:
    mypy(made.folder)
    run(made.folder, "-m", "ruff", "check", ".")
    run(made.folder, "-m", "ruff", "format", "--check", ".")


@pytest.mark.parametrize("made", ["hard", "chinook_sqlite"], indirect=True)
def test_its_own_tests_pass_on_sqlite(made: Made) -> None:
    run(made.folder, "-m", "pytest", "-q")


@pytest.mark.parametrize("made", ["chinook", "northwind"], indirect=True)
def test_its_own_tests_pass_on_postgresql(made: Made, postgresql_url: str) -> None:
    run(made.folder, "-m", "pytest", "-q", DATABASE_URL=postgresql_url)


@every_database
def test_its_models_and_routes_read_every_row(made: Made, tmp_path: Path) -> None:
    url = made.url
    if url.startswith("sqlite"):
        copy = tmp_path / "copy.sqlite"
        copy.write_bytes(sample("chinook.sqlite").read_bytes())
        url = f"sqlite:///{copy}"
    counted = run(made.folder, HERE / "read_all.py", DATABASE_URL=url)
    assert counted.split() == [str(made.rows), str(made.rows)]


@pytest.mark.parametrize("made", ["hard"], indirect=True)
def test_what_cannot_be_made_up_is_named(made: Made) -> None:
    factories = (made.folder / "tests" / "factories.py").read_text()
    assert "Nothing is made up for `flags`, `log`" in factories
