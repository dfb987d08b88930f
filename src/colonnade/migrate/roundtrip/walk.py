"""The walk: every revision up, down and up again, over tables that have rows, on one scratch database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from alembic.script import Script

from colonnade.errors import MigrationError
from colonnade.findings import Finding
from colonnade.migrate.roundtrip.fill import Filler
from colonnade.migrate.roundtrip.judge import Judge
from colonnade.migrate.roundtrip.source import imports_of
from colonnade.migrate.roundtrip.state import Looks, State
from colonnade.migrate.roundtrip.steps import Failure, Steps
from colonnade.schema.database.scratch import Scratch
from colonnade.testing import empty

Progress = Callable[[int, int, Script], None]
"""Is told which revision is next: its number, how many there are, the revision."""


class CannotGoOn(Exception):
    """A revision fails on an empty database, so the ones behind it cannot be reached."""


@dataclass
class Walk:
    """Goes through the revisions.

    Attributes:
        steps: runs them.
        scratch: the database.
        found: what was found.
        unfilled: tables that no row could be made for.
    """

    steps: Steps
    scratch: Scratch
    found: list[Finding] = field(default_factory=list)
    unfilled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._filler = Filler()
        self._looks = Looks(self.scratch.engine, self.steps.version_table)
        self._done: list[Script] = []

    def go(self, scripts: list[Script], progress: Progress) -> State | None:
        """Test each revision, in order.

        Returns:
            The state behind the last one; None when it could not be reached.
        """
        before = self._looks.look()
        for number, script in enumerate(scripts, 1):
            progress(number, len(scripts), script)
            try:
                before = self._revision(script, before)
            except CannotGoOn:
                return None
        return before

    def skip(self, scripts: list[Script]) -> None:
        """Run revisions without a test, and give their tables rows.

        Raises:
            MigrationError: one of them fails.
        """
        for script in scripts:
            if failure := self.steps.up(script):
                raise MigrationError(f"The upgrade of {script.revision} fails: {failure.said}.")
            self._done.append(script)
        self._filled(self._looks.look(), None)

    def _revision(self, script: Script, before: State) -> State:
        judge = Judge(script)
        if self._up(judge, before) is not None:
            before = State(before.catalog, before.metadata, {})  # its rows are gone
        there = self._looks.look()
        after = self._down(judge, there)
        self.found += judge.destroyed(before, there, after)
        if after is not None:
            self.found += judge.not_restored(before, there, after)
            there = self._again(judge, before, there, after)
        clean = after is not None and after.catalog == before.catalog
        kept = self._filled(there, before)
        return self._new_rows(judge, before, there, kept) if clean else kept

    def _up(self, judge: Judge, before: State) -> Failure | None:
        """Upgrade; without rows when it fails on them."""
        failure = self.steps.up(judge.script)
        if failure is not None:
            self._empty(before)
            without_rows = self.steps.up(judge.script)
            self.found.append(judge.up_fails(failure, without_rows=without_rows is not None))
            if without_rows is not None:
                raise CannotGoOn
        self._done.append(judge.script)
        self.found += judge.indexes(self.steps.statements, before)
        self.found += imports_of(judge.script, self._root())
        return failure

    def _down(self, judge: Judge, there: State) -> State | None:
        """Downgrade, with the rows of the old version; None when that fails, and the upgrade is there again."""
        failure = self.steps.down(judge.script)
        if failure is None:
            return self._looks.look()
        self.found.append(judge.down_fails(failure))
        self._put_back(there)
        return None

    def _again(self, judge: Judge, before: State, there: State, after: State) -> State:
        """Upgrade a second time."""
        if after.catalog == there.catalog != before.catalog:
            self.steps.stamp(judge.script)
            return self._looks.look(there.catalog)
        failure = self.steps.up(judge.script)
        if failure is None:
            second = self._looks.look()
            self.found += judge.again(there, second)
            return second
        if after.catalog == before.catalog:
            self.found.append(judge.again_fails(failure))
        self._rebuild()
        return self._looks.look()

    def _new_rows(self, judge: Judge, before: State, there: State, kept: State) -> State:
        """See what a downgrade makes of rows as the new version writes them, where one works that is clean."""
        if not _has_more(before, there, kept):
            return kept
        if failure := self.steps.down(judge.script):
            self.found.append(judge.down_fails(failure, new_rows=True))
            return self._put_back(kept)
        after = self._looks.look(before.catalog)
        self.found += judge.new_rows(_only_new(kept, there), _of(before, after))
        if self.steps.up(judge.script) is not None:
            self._rebuild()
        return self._filled(self._looks.look(there.catalog), kept)

    def _put_back(self, wanted: State) -> State:
        """See that a revision that failed has left all as it was; elsewhere DDL is not rolled back."""
        if self._looks.facts() == wanted.catalog:
            return wanted
        self._rebuild()
        return self._filled(self._looks.look(), None)

    def _empty(self, before: State) -> None:
        """The database as it was, without rows."""
        if self._looks.facts() == before.catalog:
            empty(self.scratch.engine, before.metadata)
        else:
            self._rebuild()

    def _rebuild(self) -> None:
        """An empty database at the last revision that is done."""
        self.scratch.reset()
        self.steps.begin()
        self.steps.all_up(self._done)

    def _filled(self, state: State, before: State | None) -> State:
        """Fill the tables that are new or have changed, and look again."""
        keys = {key for key in state.tables if before is None or _is_other(key, before, state)}
        if not keys:
            return state
        with self.scratch.engine.begin() as connection:
            self.unfilled |= self._filler.fill(connection, state.metadata, keys)
        return self._looks.look(state.catalog)

    def _root(self) -> Path:
        config = self.steps.migrations.config
        return Path(config.config_file_name or config.toml_file_name or ".").absolute().parent


def _is_other(key: str, before: State, after: State) -> bool:
    """Whether a table is new, or its columns or rules are others, or it has lost its rows."""
    if key not in before.tables or not after.rows[key].values:
        return True
    return any(
        _about(key, before, kind) != _about(key, after, kind) for kind in after.catalog.facts
    )


def _about(key: str, state: State, kind: str) -> set[tuple[str, ...]]:
    return {
        fact
        for fact in state.catalog.facts.get(kind, ())
        if key in (fact[0], fact[0].partition(".")[2]) or f".{key}." in f".{fact[0]}."
    }


def _has_more(before: State, there: State, kept: State) -> bool:
    """Whether tables of the old version have got rows."""
    return any(
        key in before.tables and len(rows.values) > len(there.rows[key].values)
        for key, rows in kept.rows.items()
    )


def _only_new(kept: State, there: State) -> State:
    """The rows that were made behind the upgrade."""
    rows = {
        key: type(rows)(
            rows.columns, [row for row in rows.values if row not in there.rows[key].values]
        )
        for key, rows in kept.rows.items()
        if key in there.rows
    }
    return State(kept.catalog, kept.metadata, rows)


def _of(before: State, after: State) -> State:
    """The tables that there were before: of the others, no row can survive."""
    return State(
        after.catalog, after.metadata, {k: v for k, v in after.rows.items() if k in before.rows}
    )
