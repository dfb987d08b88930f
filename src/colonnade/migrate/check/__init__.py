"""`migrate check`: what revisions lock, rewrite, break and lose, judged by what they execute."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from alembic.script import Script

from colonnade.check.fixes import Fixed, fix
from colonnade.check.rules.files.suppression_without_reason import CODE as NO_REASON
from colonnade.check.rules.files.unused_suppression import CODE as UNUSED
from colonnade.errors import MigrationError
from colonnade.findings import Finding
from colonnade.migrate import renewal
from colonnade.migrate.check.asked import Asked, parted, revisions_of
from colonnade.migrate.check.judging import rules_for
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.trial import Trial
from colonnade.migrate.places import shortened
from colonnade.migrate.project import find_migrations
from colonnade.migrate.roundtrip.chain import broken, in_order, several_heads
from colonnade.migrate.roundtrip.drift import DRIFT, drift
from colonnade.migrate.roundtrip.judge import Judge
from colonnade.migrate.roundtrip.state import Looks
from colonnade.migrate.roundtrip.steps import Failure, Steps
from colonnade.migrate.undisturbed import undisturbed
from colonnade.schema.database.scratch import Scratch, scratch

__all__ = ["Asked", "Checked", "check_migrations"]

Progress = Callable[[int, int, Script], None]
"""Is told which revision is next: its number, how many there are, the revision."""


@dataclass
class Checked:
    """What a check found.

    Attributes:
        findings: what is wrong, in the order of the revisions.
        revisions: how many revisions were checked.
        fixed: the files that fixes change; nothing is written yet.
    """

    findings: list[Finding] = field(default_factory=list)
    revisions: int = 0
    fixed: list[Fixed] = field(default_factory=list)


def check_migrations(
    start: Path,
    url: str,
    asked: Asked | None = None,
    progress: Progress = lambda number, count, script: None,
) -> Checked:
    """Run revisions on a database of their own, and judge what they execute.

    The database is of the same kind as the one of the URL, which is read for the revision that it is at, and not touched.
    Models and revisions that are out of step are findings, too.

    Args:
        start: the folder of the project, or one below it.
        url: beside which database the one for the check is made.
        asked: which revisions, and by which rules; without it those that the database does not have, by all.
        progress: is told which revision is next.

    Raises:
        UsageError: there are no migrations, or no such revision or rule.
        SourceError: no database can be made.
        ConfigurationError: the URL or its driver is wrong, or `env.py` connects to another database.
        MigrationError: `env.py` is wrong, or a revision that is not checked fails.
    """
    asked = asked or Asked()
    with scratch(url) as made, undisturbed():
        migrations = find_migrations(start, made.url.render_as_string(hide_password=False))
        try:
            scripts = in_order(migrations)
        except MigrationError:
            if found := list(broken(migrations)):
                return Checked(shortened(found))
            raise
        steps = Steps(migrations, made.url)
        steps.begin()
        at = revisions_of(url, steps.version_table)
        before, checked = parted(migrations, scripts, asked, at)
        walk = _Walk(steps, made, asked)
        walk.found.findings += several_heads(migrations)
        walk.skip(before)
        arrived = walk.go(checked, progress) and len(walk.done) == len(scripts)
        if arrived and asked.wants(DRIFT):
            looks = Looks(made.engine, steps.version_table)
            walk.found.findings += drift(looks.look(), steps, made)
        walk.found.findings += renewal.differences(Path(migrations.script.env_py_location))
        return walk.wanted()


class _Walk:
    """Goes through the revisions that are checked."""

    def __init__(self, steps: Steps, made: Scratch, asked: Asked) -> None:
        self.steps, self.made, self.asked = steps, made, asked
        self.done: list[Script] = []
        self.judged: list[Revision] = []
        self.rules = rules_for(made.engine.dialect.name, asked.select, asked.ignore)
        self.found = Checked()

    def skip(self, scripts: list[Script]) -> None:
        """Run revisions without a look at them.

        Raises:
            MigrationError: one of them fails.
        """
        for script in scripts:
            if failure := self.steps.up(script):
                raise MigrationError(f"The upgrade of {script.revision} fails: {failure.said}.")
            self.done.append(script)

    def go(self, scripts: list[Script], progress: Progress) -> bool:
        """Check each revision, in order; false when one fails, and those behind it cannot be reached."""
        self.found.revisions = len(scripts)
        for number, script in enumerate(scripts, 1):
            progress(number, len(scripts), script)
            if not self._check(script):
                return False
            self.done.append(script)
        return True

    def _check(self, script: Script) -> bool:
        judged = tuple(self.judged)
        trial = Trial(self.steps, self.made, script, self.done, self.rules, judged)
        findings, text = trial(trial.text), trial.text
        if self.asked.fix:
            fixed = fix(trial.path, text, trial)
            if fixed.after != text:
                self.found.fixed.append(fixed)
                findings, text = trial(fixed.after), fixed.after
                trial.settle(text)
        self.judged.append(trial.revision)
        self.found.findings += findings
        if trial.failed is None or text != trial.text:
            return True
        if not any(one.place.line == trial.failed.line for one in findings):
            failure = Failure(trial.failed.said, trial.failed.line)
            self.found.findings.append(Judge(script).up_fails(failure, without_rows=True))
        return False

    def wanted(self) -> Checked:
        """What was found, without the codes that are not wanted, and with paths as people name them."""
        codes = self.rules.keys() | {NO_REASON, UNUSED}
        kept = (
            one for one in self.found.findings if one.code in codes or self.asked.wants(one.code)
        )
        return replace(self.found, findings=shortened(kept))
