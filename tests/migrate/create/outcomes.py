"""What becomes of each kind of change on a database: one revision makes all, is run over rows, and taken back."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from colonnade.migrate.create.verification import differences
from colonnade.schema.catalog import Catalog, catalog
from colonnade.schema.database.scratch import scratch
from tests.migrate.create.kind import Kind
from tests.migrate.create.kinds import made, models, name_of, refused
from tests.migrate.projects import Project

Row = dict[str, object]

NAMED = (47, 84, 85)
"""The kinds that change a name alone."""
NAMES = ("index name", "constraint name", "primary key name", "foreign key name")


class Changed:
    """A project in which all kinds of changes were made, and taken back."""

    def __init__(
        self, folder: Path, url: str, dialect: str, more: dict[int, Kind] | None = None
    ) -> None:
        self.dialect, self.kinds = dialect, {**made(dialect), **(more or {})}
        self.project = Project(folder, url)
        self.project.begin()
        self._models("before")
        self.project.do("create", "Before")
        self.project.do("upgrade")
        _fill(self.project, self.kinds)
        self.old, self.before = self._catalog(), self._rows()
        self._models("after")
        created = self.project.run("create", "After", "--yes", *self._options())
        assert "Wrote" in created.stdout, created.output
        self.said = created.stderr
        assert "cannot be run" not in self.said, self.said
        self.project.do("upgrade")
        self.new, self.after = self._catalog(), self._rows(new=True)
        self.wanted = self._wanted()
        self.left = self.project.do("create", "Nothing", "--yes")
        self.project.do("downgrade", "--yes")
        self.back, self.again = self._catalog(), self._rows()

    def outcome(self, number: int) -> str:
        """What became of a kind: `right`, `nothing to do`, or what is wrong."""
        what = {
            "not detected": self._differ(number, self.wanted, self.old)
            and not self._differ(number, self.new, self.old),
            "not right": self._differ(number, self.wanted, self.new, both=False),
            "not reversible": self._differ(number, self.old, self.back),
            "rows lost": self._kept(number, self.before) != self._kept(number, self.again),
            "reported": name_of(number) in _findings(self.said),
        }
        wrong = [words for words, is_so in what.items() if is_so]
        same = not self._differ(number, self.new, self.old) and self.is_as_before(number)
        return ", ".join(wrong) or ("nothing to do" if same else "right")

    def is_as_before(self, number: int) -> bool:
        """Whether a row is after the upgrade what it was before it."""
        return self.before[number] == self.after[number]

    def _models(self, side: str) -> None:
        self.project.models(models(self.dialect, dict.fromkeys(self.kinds, side)))

    def _options(self) -> Iterator[str]:
        for number, kind in self.kinds.items():
            yield from (f"--fill={name_of(number)}.{name}={sql}" for name, sql in kind.fill.items())
            yield from (f"--rename={one.format(t=name_of(number))}" for one in kind.renames)

    def _catalog(self) -> Catalog:
        return catalog(self.project.engine())

    def _wanted(self) -> Catalog:
        """What the models alone would make."""
        space: dict[str, Any] = {}
        exec((self.project.root / "app/models.py").read_text(), space)
        with scratch(self.project.url) as empty, empty.engine.connect() as connection:
            for kind in space["metadata"]._schemas if self.dialect == "postgresql" else ():
                connection.execute(sa.schema.CreateSchema(kind))
            space["metadata"].create_all(connection)
            connection.commit()
            return catalog(connection)

    def _differ(self, number: int, one: Catalog, other: Catalog, *, both: bool = True) -> bool:
        name = re.compile(rf"(?<![a-z0-9]){name_of(number)}(?!\d)")
        found = [*differences(one, other, both=both), *_names(number, one, other)]
        return any(map(name.search, found))

    def _rows(self, *, new: bool = False) -> dict[int, Row]:
        """The row of each table."""
        with self.project.engine().connect() as connection:
            return {
                number: _row(connection, (kind.table if new else "{t}").format(t=name_of(number)))
                for number, kind in self.kinds.items()
            }

    def _kept(self, number: int, rows: dict[int, Row]) -> Row:
        """A row without what is lost or filled, which the revision says."""
        kind, row = self.kinds[number], rows[number]
        kept = {name: value for name, value in row.items() if name not in kind.fill}
        return {name: kept[name] for name in kept if not kind.loses or name in self.after[number]}


def _names(number: int, one: Catalog, other: Catalog) -> Iterator[str]:
    """Names of constraints that differ, where they are the change: else the server gives some of them."""
    for kind in NAMES if number in NAMED else ():
        for fact in one.facts.get(kind, frozenset()) ^ other.facts.get(kind, frozenset()):
            yield " ".join(fact)


def _fill(project: Project, kinds: dict[int, Any]) -> None:
    with project.engine().begin() as connection:
        for number, kind in kinds.items():
            pairs = [one.split(" = ") for one in kind.row.format().split(", ") if one]
            names, values = zip(*[("id", "1"), *pairs], strict=True)
            into = f"INSERT INTO {name_of(number)} ({', '.join(names)})"
            connection.exec_driver_sql(f"{into} VALUES ({', '.join(values)})")


def _row(connection: sa.Connection, table: str) -> Row:
    row = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings().one()
    return {name: _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else str(value)


def _findings(said: str) -> str:
    lines = said.splitlines()
    return "\n".join(line for line in lines if not line.startswith(("INFO", "WARN", "/", "  ")))


def refusals(
    folder: Path, url: str, dialect: str, more: dict[int, Kind] | None = None
) -> dict[int, str]:
    """What `create` says about each kind that is refused on a database."""
    project, kinds = Project(folder, url), {**refused(dialect), **(more or {})}
    project.begin()
    before = dict.fromkeys(kinds, "before")
    project.create_tables(models(dialect, before))
    _fill(project, kinds)
    found = {}
    for number in kinds:
        project.models(models(dialect, {**before, number: "after"}))
        done = project.run("create", "Refused")
        found[number] = done.stderr if done.exit_code == 2 else f"exit code {done.exit_code}"
    return found


@contextmanager
def quiet() -> Iterator[None]:
    """Two tables that refer to each other are no mistake here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
