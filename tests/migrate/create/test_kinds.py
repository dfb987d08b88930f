"""Kinds of changes: one revision makes all of them, is run over rows, taken back, and leaves nothing to find."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.migrate.create.kinds import ALL, KINDS, models
from tests.migrate.projects import Project

LOSES = {4, 5, 14, 57}
"""What drops a column loses its values; what fills one keeps what it was filled with."""


class Changed:
    """What became of a project with all kinds of changes."""

    def __init__(self, project: Project, dialect: str) -> None:
        self.project, self.dialect = project, dialect
        self.numbers = [number for number, kind in KINDS.items() if dialect in kind.only]
        project.do("init", "--models", "app.models")
        project.models(models(dialect, "before"))
        project.do("create", "Before")
        project.do("upgrade")
        self._fill()
        self.before = self.rows()
        project.models(models(dialect, "after"))
        self.said = project.run("create", "After", "--yes", *self._fills()).stderr
        project.do("upgrade")
        self.after = self.rows()
        self.left = project.do("create", "Nothing", "--yes")
        project.do("downgrade", "--yes")
        self.back = self.rows()

    def _fill(self) -> None:
        with self.project.engine().begin() as connection:
            for number in self.numbers:
                pairs = [one.split(" = ") for one in KINDS[number].row.format().split(", ") if one]
                names, values = zip(*[("id", "1"), *pairs], strict=True)
                connection.exec_driver_sql(
                    f"INSERT INTO k{number:02} ({', '.join(names)}) VALUES ({', '.join(values)})"
                )

    def _fills(self) -> list[str]:
        return [
            f"--fill=k{number:02}.{column}={sql}"
            for number in self.numbers
            for column, sql in KINDS[number].fill.items()
        ]

    def rows(self) -> dict[int, dict[str, object]]:
        """The row of each table."""
        with self.project.engine().connect() as connection:
            return {number: _row(connection, f"k{number:02}") for number in self.numbers}


def _row(connection: sa.Connection, table: str) -> dict[str, object]:
    row = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings().one()
    return {name: _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else value


@pytest.fixture(scope="module", params=ALL)
def changed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Changed]:
    """All kinds on each database."""
    folder: Path = tmp_path_factory.mktemp("kinds")
    server = None if request.param == "sqlite" else request.getfixturevalue(request.param)
    url = server.create() if server else f"sqlite:///{folder}/kinds.sqlite"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two tables refer to each other
        yield Changed(Project(folder / "project", url), request.param)
    if server:
        server.drop(url)


def test_a_revision_leaves_nothing_to_do(changed):
    assert "has all" in changed.left


@pytest.mark.parametrize("number", KINDS, ids=lambda number: KINDS[number].what)
def test_a_kind_is_right_up_and_down(changed, number):
    is_reported = f"k{number:02}" in _findings(changed)
    assert is_reported == (changed.dialect in KINDS[number].reported)


@pytest.mark.parametrize("number", KINDS.keys() - LOSES, ids=lambda number: KINDS[number].what)
def test_a_row_survives_up_and_down(changed, number):
    assert changed.back.get(number) == changed.before.get(number)


def _findings(changed: Changed) -> str:
    said = changed.said.splitlines()
    return "\n".join(line for line in said if not line.startswith(("INFO", "WARN", "/", "  ")))
