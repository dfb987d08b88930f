"""`migrate test`: every revision up, down and up again, over tables that have rows."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic.script import Script
from sqlalchemy import event

from colonnade.errors import MigrationError, UsageError
from colonnade.findings import Finding
from colonnade.migrate.meant import is_meant
from colonnade.migrate.places import shortened
from colonnade.migrate.project import find_migrations
from colonnade.migrate.roundtrip.chain import broken, in_order, several_heads
from colonnade.migrate.roundtrip.drift import drift
from colonnade.migrate.roundtrip.steps import Steps
from colonnade.migrate.roundtrip.walk import Walk
from colonnade.migrate.undisturbed import undisturbed
from colonnade.schema.database.scratch import Scratch, scratch

__all__ = ["RoundTrip", "round_trip"]


@dataclass(frozen=True)
class RoundTrip:
    """What a test of the migrations found.

    Attributes:
        findings: what is wrong.
        revisions: how many revisions were tested.
        unfilled: tables that no row could be made for, so that nothing is known about their rows.
    """

    findings: list[Finding]
    revisions: int
    unfilled: list[str]


def round_trip(
    start: Path,
    url: str,
    first: str | None = None,
    progress: Callable[[int, int, Script], None] = lambda number, count, script: None,
) -> RoundTrip:
    """Test every revision on a database of its own: up, down, and up again.

    All tables get rows, so that what fails on rows fails here. The catalogue of the database is compared before and
    after, and so are the rows. What a comment in a revision says is meant (`# colonnade: ignore[COLM905] reason`) is
    left out.

    Args:
        start: the folder of the project, or one below it.
        url: beside which database the one for the test is made; it is not touched.
        first: the revision to begin with; those before it only run.
        progress: is told which revision is next.

    Raises:
        UsageError: there are no migrations, or no such revision.
        SourceError: no database can be made.
        ConfigurationError: the URL or its driver is wrong, or `env.py` connects to another database.
        MigrationError: `env.py` is wrong.
    """
    with scratch(url) as made, undisturbed():
        return _tested(start, made, first, progress)


def _tested(
    start: Path, made: Scratch, first: str | None, progress: Callable[[int, int, Script], None]
) -> RoundTrip:
    migrations = find_migrations(start, made.url.render_as_string(hide_password=False))
    try:
        scripts = in_order(migrations)
    except MigrationError:
        if found := list(broken(migrations)):
            return RoundTrip(shortened(found), 0, [])
        raise
    if made.engine.dialect.name == "sqlite":
        event.listen(made.engine, "connect", lambda one, _: one.execute("PRAGMA foreign_keys = ON"))
    steps = Steps(migrations, made.url)
    steps.begin()
    walk = Walk(steps, made)
    findings = list(several_heads(migrations))
    left, tested = _parted(scripts, first)
    walk.skip(left)
    if head := walk.go(tested, progress):
        findings += drift(head, steps, made)
    kept = [one for one in [*findings, *walk.found] if not is_meant(one)]
    found = shortened(sorted(kept, key=_order(scripts)))
    return RoundTrip(found, len(tested), sorted(walk.unfilled))


def _parted(scripts: list[Script], first: str | None) -> tuple[list[Script], list[Script]]:
    """The revisions before the first one that is tested, and the others."""
    if first is None:
        return [], scripts
    for place, script in enumerate(scripts):
        if script.revision.startswith(first):
            return scripts[:place], scripts[place:]
    raise UsageError(f"There is no revision {first}.", "List them: colonnade migrate history.")


def _order(scripts: list[Script]) -> Callable[[Finding], tuple[int, int, str]]:
    places = {script.path: place for place, script in enumerate(scripts)}
    return lambda found: (places.get(found.place.path, len(places)), found.place.line, found.code)
