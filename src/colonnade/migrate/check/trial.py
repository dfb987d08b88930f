"""One revision on the scratch database, as it is written or as a fix would have it."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from alembic.script import Script

from colonnade.check.files import decoded
from colonnade.check.source import Source
from colonnade.findings import Finding
from colonnade.migrate.check.capture import Capture
from colonnade.migrate.check.judging import judge
from colonnade.migrate.check.revision import Failed, Revision
from colonnade.migrate.check.rule import Rule
from colonnade.migrate.check.snapshot import Snapshot
from colonnade.migrate.places import short
from colonnade.migrate.roundtrip.steps import Failure, Steps
from colonnade.schema.catalog import Catalog, catalog
from colonnade.schema.database.scratch import Scratch


class Trial:
    """Gives the findings of a revision's text, by running it from the same beginning each time.

    A text that fails where the written one does not, or makes other tables than it, has the findings of the written one:
    so a fix that is no fix is refused.

    Args:
        steps: runs revisions.
        made: the scratch database, at the revision before.
        script: the revision.
        done: the revisions before it.
        rules: the rules to apply.
        earlier: the revisions before it that were judged.
    """

    def __init__(
        self,
        steps: Steps,
        made: Scratch,
        script: Script,
        done: list[Script],
        rules: Mapping[str, Rule],
        earlier: tuple[Revision, ...] = (),
    ) -> None:
        self.steps, self.made, self.script = steps, made, script
        self.done, self.rules, self.earlier = done, rules, earlier
        self.path = short(script.path)
        self.text, _ = decoded(Path(script.path).read_bytes())
        self.failed: Failed | None = None
        self._known: dict[str, list[Finding]] = {}
        self._catalog: Catalog | None = None
        self._there = ""

    def __call__(self, text: str) -> list[Finding]:
        """The findings of a text."""
        if text not in self._known:
            revision = self.run(text)
            self._known[text] = findings = judge(revision, self.rules)
            if text == self.text:
                self.failed = revision.failed
                is_mendable = any(one.edits for one in findings) and not revision.failed
                self._catalog = self._facts() if is_mendable else None
            elif revision.failed or self._catalog not in (None, self._facts()):
                self._known[text] = self._known[self.text]
        return self._known[text]

    def settle(self, text: str) -> None:
        """Leave the database as a text makes it, for the revisions behind this one."""
        if self._there != text:
            self.run(text)

    def run(self, text: str) -> Revision:
        """Run a text on the database of the revision before."""
        if self._there:
            self.made.reset()
            self.steps.begin()
            self.steps.all_up(self.done)
        self._there = text
        self.script.module = _module(self.script.path, text)
        capture = Capture(self.script.path, self.steps.version_table)
        with capture.listening():
            failure = self.steps.up(self.script)
        self.revision = Revision(
            Source(self.path, "revision", text),
            self.made.engine.dialect.name,
            capture.start or Snapshot(),
            capture.statements,
            _failed(failure, capture),
            self.steps.one_transaction,
            self.script.revision,
            self.earlier,
        )
        return self.revision

    def _facts(self) -> Catalog:
        with self.made.engine.connect() as connection:
            return catalog(connection)


def _failed(failure: Failure | None, capture: Capture) -> Failed | None:
    """Where a revision failed: at a statement, or in Python."""
    if failure is None:
        return None
    line = failure.line or 1
    if capture.failed is not None and capture.failed.line == line:
        return capture.failed
    return Failed(line, failure.said)


def _module(path: str, text: str) -> ModuleType:
    """A revision's module from a text, as if it were in its file."""
    spec = importlib.util.spec_from_file_location("revision", path)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    exec(compile(text, path, "exec"), module.__dict__)
    return module
