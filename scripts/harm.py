"""Rehearse the bad and the good form of each safety rule on PostgreSQL, and write docs/reference/harm.json.

The tables of the examples are filled once, with a million tasks, and copied for each rehearsal. A form that blocks somebody
is run twice, and the shorter time counts: what the machine does besides is not the rule's harm. Takes half an hour.

    python scripts/harm.py [CODE]...
"""

import json
import os
import re
import sys
import tempfile
import textwrap
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa

from colonnade.check.examples import Example, examples_of
from colonnade.errors import ColonnadeError
from colonnade.migrate.check import rules
from colonnade.migrate.check.rule import Rule, load_rules
from colonnade.migrate.environment import environment_files, surroundings_of
from colonnade.migrate.project import find_migrations
from colonnade.migrate.rehearsal.chosen import chosen
from colonnade.migrate.rehearsal.play import Play
from colonnade.migrate.rehearsal.preview import Preview, Schema
from colonnade.migrate.rehearsal.request import Request
from colonnade.migrate.rehearsal.result import Rehearsal
from colonnade.migrate.rehearsal.rows.filling import fill
from colonnade.migrate.undisturbed import undisturbed
from colonnade.schema.database.scratch import Scratch, scratch

HOME = os.environ.get(
    "COLONNADE_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
OUT = Path(__file__).parent.parent / "docs/reference/harm.json"
ROWS = 1_000_000
FAMILIES = ("locks", "rewrites", "versions")
SEEN = 0.05
"""Seconds of blocked time that ask for a second run."""

HEADER = '"""{0}"""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{0}"\ndown_revision = {1!r}\n\n\n'
DOWNGRADE = "\n\ndef downgrade() -> None:\n    pass\n"
NOTHING = "def upgrade() -> None:\n    pass\n"


@dataclass
class FromCopy(Play):
    """A rehearsal on a copy of tables that are full."""

    full: str = ""

    def previewed(self) -> Preview:
        seen = super().previewed()
        return replace(seen, old=_with_team(seen.old), new=_with_team(seen.new))

    def filled(self, seen: Preview) -> dict[str, int]:
        self.made.drop()
        _execute(f'CREATE DATABASE "{self.made.url.database}" TEMPLATE "{self.full}"')
        return {"task": ROWS}


def main() -> None:
    wanted = set(sys.argv[1:])
    measured = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    with scratch(HOME) as full, tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        _write(project)
        _fill(project, full)
        for rule in load_rules().values():
            pair = _pair(rule)
            if pair is None or (wanted and rule.code not in wanted):
                continue
            figures = [_form(project, full, example) for example in pair]
            if None not in figures:
                measured[rule.code] = {"rows": ROWS, "bad": figures[0], "good": figures[1]}
                OUT.write_text(json.dumps(measured, indent=2, sort_keys=True) + "\n")
            print(rule.code, rule.name, *figures, flush=True)


def _pair(rule: Rule) -> tuple[Example, Example] | None:
    """The first bad form and the good one behind it, of a rule that holds for PostgreSQL."""
    if rule.family not in FAMILIES or "postgresql" not in rule.databases:
        return None
    every = list(examples_of(rule.page))
    for bad, good in pairwise(every):
        if (bad.kind, good.kind) == ("Bad", "Good"):
            return bad, good
    return None


def _form(project: Path, full: Scratch, example: Example) -> dict[str, float] | None:
    """What one form did; None when it cannot be rehearsed."""
    text = example.files.get("example.py", "")
    if "env.py" in text or "def upgrade" not in text:
        return None
    path = project / "migrations/versions/0002.py"
    path.write_text(HEADER.format("0002", "0001") + text + DOWNGRADE, encoding="utf-8")
    seen = [_rehearsed(project, full)]
    if seen[0] is not None and seen[0].blocked.seconds > SEEN:
        seen.append(_rehearsed(project, full))
    done = [one for one in seen if one is not None]
    if not done:
        return None
    least = min(done, key=lambda one: one.blocked.seconds)
    return {"blocked": round(least.blocked.seconds, 2), "errors": least.old.blamed.total()}


def _rehearsed(project: Path, full: Scratch) -> Rehearsal | None:
    try:
        with undisturbed(), scratch(HOME) as made:
            return _play(project, made, str(full.url.database)).played()
    except ColonnadeError as error:
        print("  ", str(error).replace("\n", " ")[:160], flush=True)
        return None


def _play(project: Path, made: Scratch, full: str = "") -> FromCopy:
    migrations = find_migrations(project, made.url.render_as_string(hide_password=False))
    request = Request(seconds=1.0)
    return FromCopy(
        made, migrations, chosen(migrations, None, "0002"), request, lambda *said: None, full
    )


def _fill(project: Path, full: Scratch) -> None:
    """Fill the tables of the examples; every task has a team that is there."""
    with undisturbed(), scratch(HOME) as empty:
        seen = _play(project, empty).previewed()
    seen = replace(seen, touched={"task"})
    with undisturbed():
        play = _play(project, full)
        play.begin()
        fill(full.engine, seen, ROWS, lambda *said: None)
    with full.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("UPDATE task SET team_id = 1 + mod(id, 1000)")
        connection.exec_driver_sql("VACUUM FULL ANALYZE")
    full.engine.dispose()


def _with_team(schema: Schema) -> Schema:
    """Let the load insert tasks of a team that is there, whatever the revision says about references."""
    sample = schema.samples.get("task")
    if sample is None or "team_id" not in sample.values:
        return schema
    task = replace(
        sample, values={**sample.values, "team_id": 1}, varying=sample.varying - {"team_id"}
    )
    return replace(schema, samples={**schema.samples, "task": task})


def _write(project: Path) -> None:
    """The project: the tables of the examples, the example, and nothing behind it."""
    for name, text in environment_files(surroundings_of(["models"])).items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (project / "models.py").write_text(
        "import sqlalchemy as sa\n\nmetadata = sa.MetaData()\nteam = sa.Table('team', metadata)\n"
    )
    found = re.search(r"^Before:\n\n((?:    .*\n|\n)+)", f"{rules.__doc__}\n\n", re.MULTILINE)
    assert found is not None
    before = textwrap.dedent(found[1])
    versions = {"0001": (None, before), "0002": ("0001", NOTHING), "0003": ("0002", NOTHING)}
    (project / "migrations/versions").mkdir()
    for number, (down, text) in versions.items():
        path = project / f"migrations/versions/{number}.py"
        path.write_text(HEADER.format(number, down) + text + DOWNGRADE, encoding="utf-8")


def _execute(statement: str) -> None:
    engine = sa.create_engine(HOME, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


if __name__ == "__main__":
    main()
