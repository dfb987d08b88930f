"""Rehearse the bad and the good form of each safety rule on PostgreSQL, and write docs/reference/harm.json.

`harm_cases.py` says in which circumstances. The tables of the examples are filled once and copied for each rehearsal. A form
that blocks somebody is run again, and the shorter time counts: what the machine does besides is not the rule's harm. What
is in the file and of the same examples is not measured again, unless its code is named. Takes an hour.

    python scripts/harm.py [CODE]...
"""

import json
import os
import re
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from harm_cases import CASES, Case, digest, pair_of

from colonnade.check.examples import Example
from colonnade.errors import ColonnadeError
from colonnade.migrate.check import rules
from colonnade.migrate.check.rule import load_rules
from colonnade.migrate.environment import environment_files, surroundings_of
from colonnade.migrate.project import find_migrations
from colonnade.migrate.rehearsal.chosen import Chosen, chosen
from colonnade.migrate.rehearsal.play import Play
from colonnade.migrate.rehearsal.preview import Preview, Schema
from colonnade.migrate.rehearsal.request import Request
from colonnade.migrate.rehearsal.result import Rehearsal
from colonnade.migrate.rehearsal.rows.filling import fill
from colonnade.migrate.rehearsal.running import Running
from colonnade.migrate.rehearsal.versions import Version
from colonnade.migrate.undisturbed import undisturbed
from colonnade.schema.database.scratch import Scratch, scratch

HOME = os.environ.get(
    "COLONNADE_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
OUT = Path(__file__).parent.parent / "docs/reference/harm.json"
TABLES = ("team", "task", "step", "visit")
ROLE = f"colonnade_harm_{os.getpid()}"
TEAM = "2000 + mod(id, 1000)"
"""The team of a task: one that the load, which knows the first rows, does not delete."""

SEEN, TRIES = 0.05, 3
"""Seconds of blocked time that ask for another run, and how many there are at most."""

HEADER = '"""{0}"""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{0}"\ndown_revision = {1!r}\n\n\n'
DOWNGRADE = "\n\ndef downgrade() -> None:\n    pass\n"
NOTHING = "def upgrade() -> None:\n    pass\n"

Figures = dict[str, Any]


@dataclass
class FromCopy(Play):
    """A rehearsal on a copy of tables that are full, beside a version that may know more or less than the tables say."""

    full: str = ""
    case: Case = field(default_factory=lambda: Case(()))
    form: str = "bad"

    def previewed(self) -> Preview:
        seen = super().previewed()
        return replace(seen, old=_with_team(seen.old), new=_with_team(seen.new))

    def filled(self, seen: Preview) -> dict[str, int]:
        self.made.drop()
        _execute(f'CREATE DATABASE "{self.made.url.database}" TEMPLATE "{self.full}"')
        if self.case.before:
            with self.made.engine.begin() as connection:
                connection.exec_driver_sql(self.case.before)
        return dict.fromkeys(TABLES, self.case.rows)

    def old_version(self, seen: Preview) -> Version:
        version = super().old_version(seen)
        for table, names in self.case.knows.get(self.form, {}).items():
            for name in names:
                now = seen.new.metadata.tables[table].columns[name]
                mine = seen.old.metadata.tables[table].columns[name]
                mine.nullable, mine.type = now.nullable, now.type
        if without := self.case.without.get(self.form):
            tables = seen.old.metadata.tables.items()
            columns = {key: {*one.columns.keys()} - without.get(key, set()) for key, one in tables}
            version = replace(version, columns=columns)
        return version


@dataclass
class Bench:
    """Where all rehearsals happen.

    Attributes:
        project: the folder of the project.
        full: the name of a database that is full, by the number of its rows.
    """

    project: Path
    stack: ExitStack
    full: dict[int, str] = field(default_factory=dict)

    def measured(self, code: str, pair: tuple[Example, Example]) -> dict[str, Any]:
        case = CASES[code]
        bad, good = (self.form(case, *one) for one in zip(("bad", "good"), pair, strict=True))
        return {"rows": case.rows, "of": digest(pair), "bad": bad, "good": good}

    def form(self, case: Case, form: str, example: Example) -> Figures:
        """What one form did: the run of those in which it blocked for the shortest time."""
        full = self.full.get(case.rows) or self._fill(case.rows)
        self._write(case, form, example.files["example.py"])
        best: Figures = {}
        for _ in range(TRIES):
            figures = self._rehearsed(case, form, full)
            best = min(best or figures, figures, key=lambda one: one.get("blocked", 0.0))
            if best.get("blocked", 0.0) <= SEEN or (form == "bad" and figures is not best):
                break
        return best

    def _rehearsed(self, case: Case, form: str, full: str) -> Figures:
        try:
            with undisturbed(), scratch(HOME) as made:
                return _figures(_play(self.project, made, full, case, form).played())
        except ColonnadeError as error:
            return {"fails": error.message.partition("on empty tables: ")[2] or error.message}

    def _write(self, case: Case, form: str, text: str) -> None:
        downgrade = "" if "def downgrade" in text else DOWNGRADE
        _revision(self.project, "0002", "0001", text + downgrade)
        then = f"def upgrade() -> None:\n    op.execute({case.then!r})\n" if case.then else NOTHING
        _revision(self.project, "0003", "0002", then + DOWNGRADE)
        env = self.project / "migrations/env.py"
        each = "transaction_per_migration={},"
        said = re.sub(r"transaction_per_migration=\w+,", each.format(True), env.read_text())
        alone = form != case.one_transaction
        env.write_text(said.replace(each.format(True), each.format(alone)))

    def _fill(self, rows: int) -> str:
        """A database whose tables are full; every task has a team that stays."""
        print(f"Filling {rows:,} rows", flush=True)
        _revision(self.project, "0002", "0001", NOTHING + DOWNGRADE)
        _revision(self.project, "0003", "0002", NOTHING + DOWNGRADE)
        with undisturbed(), scratch(HOME) as empty:
            seen = _play(self.project, empty, "", Case(()), "bad").previewed()
        made = self.stack.enter_context(scratch(HOME))
        with undisturbed():
            play = _play(self.project, made, "", Case(()), "bad")
            play.begin()
            fill(made.engine, replace(seen, touched={*TABLES}), rows, lambda *said: None)
        with made.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET lock_timeout = '10s'")
            connection.exec_driver_sql(f"UPDATE task SET team_id = {TEAM}")
            # By name: without one the catalogues of the whole server are locked.
            for table in TABLES:
                connection.exec_driver_sql(f"VACUUM FULL ANALYZE {table}")
        made.engine.dispose()
        self.full[rows] = str(made.url.database)
        return self.full[rows]


def main() -> None:
    wanted = set(sys.argv[1:])
    measured = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    pairs = {code: pair_of(load_rules()[code]) for code in CASES}
    left = [rule for rule, pair in pairs.items() if _is_left(rule, pair, wanted, measured)]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, _role():
        bench = Bench(Path(folder), stack)
        _write_project(bench.project)
        for number, code in enumerate(left, 1):
            began = time.monotonic()
            measured[code] = bench.measured(code, pairs[code])
            OUT.write_text(json.dumps(measured, indent=2, sort_keys=True) + "\n")
            figures = [_shown(CASES[code], measured[code][form]) for form in ("bad", "good")]
            took = time.monotonic() - began
            print(f"{number}/{len(left)} {code} {took:.0f} s {figures}", flush=True)
        for name in bench.full.values():
            _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _is_left(
    code: str, pair: tuple[Example, Example], wanted: set[str], measured: Mapping[str, Figures]
) -> bool:
    if wanted:
        return code in wanted
    return measured.get(code, {}).get("of") != digest(pair)


def _figures(seen: Rehearsal) -> Figures:
    """What a rehearsal has shown."""
    way_back = seen.back.down or seen.back.up if seen.back else ""
    found = {
        "blocked": round(seen.blocked.seconds, 2),
        "errors": seen.old.blamed.total(),
        "kinds": dict(seen.old.blamed.most_common(4)),
        "lost": [*map(str, seen.losses), *(f"{name} is not valid." for name in seen.invalid)],
        "rewritten": sorted({name for one in seen.statements for name in one.rewritten}),
        "disk": seen.disk.largest - seen.disk.before,
        "again": seen.again or way_back,
        "fails": seen.error,
    }
    return {name: value for name, value in found.items() if value or name in ("blocked", "errors")}


def _shown(case: Case, figures: Figures) -> list[object]:
    return [figures.get(name, "") for name in case.shows]


def _play(project: Path, made: Scratch, full: str, case: Case, form: str) -> FromCopy:
    migrations = find_migrations(project, made.url.render_as_string(hide_password=False))
    first = chosen(migrations, None, "0002")
    request = Request(
        seconds=1.0,
        busy=case.busy,
        role=ROLE if form in case.role else "",
        alembic=form in case.alembic,
        stop=case.stop,
        back=case.back,
    )
    both = [*first.rehearsed, *chosen(migrations, None, "0003").rehearsed] if case.then else []
    wanted = Chosen(first.before, both or first.rehearsed, newest=False)
    nobody = Running()
    return FromCopy(made, migrations, wanted, request, lambda *said: None, nobody, full, case, form)


def _with_team(schema: Schema) -> Schema:
    """Let the load insert tasks of a team that is there, whatever the revision says about references."""
    sample = schema.samples.get("task")
    if sample is None or "team_id" not in sample.values:
        return schema
    task = replace(
        sample, values={**sample.values, "team_id": 2500}, varying=sample.varying - {"team_id"}
    )
    return replace(schema, samples={**schema.samples, "task": task})


def _write_project(project: Path) -> None:
    """The project: the tables of the examples, and room for what is rehearsed."""
    for name, text in environment_files(surroundings_of(["models"])).items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (project / "models.py").write_text(
        "import sqlalchemy as sa\n\nmetadata = sa.MetaData()\nteam = sa.Table('team', metadata)\n"
    )
    (project / "migrations/versions").mkdir()
    found = re.search(r"^Before:\n\n((?:    .*\n|\n)+)", f"{rules.__doc__}\n\n", re.MULTILINE)
    assert found is not None
    _revision(project, "0001", None, textwrap.dedent(found[1]) + DOWNGRADE)
    _revision(project, "0004", "0003", NOTHING + DOWNGRADE)


def _revision(project: Path, number: str, before: str | None, text: str) -> None:
    path = project / f"migrations/versions/{number}.py"
    path.write_text(HEADER.format(number, before) + text, encoding="utf-8")


@contextmanager
def _role() -> Iterator[None]:
    """A role that may what everybody may."""
    _execute(f"CREATE ROLE {ROLE}")
    try:
        yield
    finally:
        _execute(f"DROP ROLE {ROLE}")


def _execute(statement: str) -> None:
    engine = sa.create_engine(HOME, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


if __name__ == "__main__":
    main()
