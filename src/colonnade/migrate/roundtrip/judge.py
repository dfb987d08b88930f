"""Findings: what a revision did to catalogue and rows, judged."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alembic.script import Script

from colonnade.findings import Finding, Severity
from colonnade.migrate.roundtrip.differences import differences, listed
from colonnade.migrate.roundtrip.dropped import emptied, renamed
from colonnade.migrate.roundtrip.losses import Loss, losses
from colonnade.migrate.roundtrip.source import place_of
from colonnade.migrate.roundtrip.state import State
from colonnade.migrate.roundtrip.steps import Failure

UP_FAILS, DOWN_DOES_NOTHING, NOT_UNDONE, DOWN_FAILS = "COLM903", "COLM904", "COLM905", "COLM906"
NOT_RESTORED, AGAIN, DESTROYED, RENAMED = "COLM907", "COLM908", "COLM909", "COLM910"
DROPPED, DOWN_LOSES = "COLM911", "COLM912"
INDEX = "COLM101"
"""The rule of `migrate check`; said here as well, for those who only test."""

_INDEX = re.compile(
    r"\s*create\s+(?:unique\s+)?index\s+(?!concurrently\b).*?\bon\s+(?:only\s+)?(\S+)", re.I | re.S
)


@dataclass(frozen=True)
class Judge:
    """Says what is wrong with one revision."""

    script: Script

    def up_fails(self, failure: Failure, *, without_rows: bool) -> Finding:
        """The upgrade fails, on empty tables already or only when they have rows."""
        when = "fails" if without_rows else "fails when tables have rows"
        remedy = "" if without_rows else "Fill or convert the rows first, or give a server default."
        return self._finding(UP_FAILS, "upgrade", f"{when}: {failure.said}.", remedy, failure.line)

    def down_fails(self, failure: Failure, *, new_rows: bool = False) -> Finding:
        """The downgrade fails, or refuses to be one; with `new_rows`, on what the new version has written."""
        if failure.refused:
            return self._finding(
                NOT_UNDONE,
                "downgrade",
                "cannot be undone: it raises NotImplementedError.",
                "Keep a backup of before it, or write how it is taken back.",
                failure.line,
                Severity.WARNING,
            )
        when = "fails on rows that the new version has written" if new_rows else "fails"
        return self._finding(
            DOWN_FAILS,
            "downgrade",
            f"{when}: {failure.said}.",
            "Convert the rows first, or raise NotImplementedError to say that there is no way back.",
            failure.line,
            Severity.WARNING if new_rows else Severity.ERROR,
        )

    def not_restored(self, before: State, there: State, after: State) -> Iterator[Finding]:
        """What the downgrade leaves behind, and what it does not bring back.

        Args:
            before: ahead of the upgrade.
            there: behind it.
            after: behind the downgrade.
        """
        missing, left = differences(before.catalog, after.catalog)
        if (missing or left) and after.catalog == there.catalog:
            yield self._finding(
                DOWN_DOES_NOTHING,
                "downgrade",
                f"does nothing, although the upgrade makes or drops: {listed(left + missing)}.",
                "Take back what the upgrade does, or raise NotImplementedError.",
            )
        elif missing or left:
            words = [f"leaves {listed(left)}"] if left else []
            words += [f"does not bring back {listed(missing)}"] if missing else []
            yield self._finding(
                NOT_RESTORED,
                "downgrade",
                f"{', and '.join(words)}.",
                "Take back everything that the upgrade does.",
            )

    def again(self, first: State, second: State) -> Iterator[Finding]:
        """What is different when the upgrade runs a second time."""
        missing, left = differences(first.catalog, second.catalog)
        if missing or left:
            yield self._finding(
                AGAIN,
                "upgrade",
                f"gives something else after a downgrade: missing {listed(missing) or 'nothing'};"
                f" in addition {listed(left) or 'nothing'}.",
                "Look at what the downgrade leaves and at what the upgrade finds.",
            )

    def again_fails(self, failure: Failure) -> Finding:
        """The upgrade fails where a downgrade has been."""
        message = f"fails after a downgrade: {failure.said}."
        return self._finding(
            AGAIN, "upgrade", message, "Look at what the downgrade leaves.", failure.line
        )

    def destroyed(self, before: State, there: State, after: State | None) -> Iterator[Finding]:
        """Rows and values that the upgrade loses and the downgrade, if there is one, does not bring back."""
        lost = losses(before, there)
        for_good = set(_subjects(losses(before, after))) if after is not None else None
        for loss in lost:
            if for_good is None or (loss.table, loss.column) in for_good:
                yield self._finding(
                    DESTROYED,
                    "upgrade",
                    f"{'changes' if loss.column else 'deletes'} {loss}, for good.",
                    "Keep what they were, in a column or table that a later revision drops.",
                )
        if after is not None:
            before_down = set(_subjects(lost))
            yield from self._dropped(before, there, after)
            for loss in losses(before, after):
                if (loss.table, loss.column) not in before_down and _is_in(loss, there):
                    yield self._finding(
                        DOWN_LOSES,
                        "downgrade",
                        f"{'changes' if loss.column else 'deletes'} {loss}, which the upgrade had kept.",
                        "Bring the values back, from where the upgrade has put them.",
                    )

    def new_rows(self, there: State, after: State) -> Iterator[Finding]:
        """Rows of the new version that a downgrade loses."""
        for loss in losses(there, after):
            yield self._finding(
                DOWN_LOSES,
                "downgrade",
                f"{'changes' if loss.column else 'deletes'} {loss} that the new version has written.",
                "Convert them, or raise NotImplementedError to say that there is no way back.",
                severity=Severity.WARNING,
            )

    def indexes(self, statements: list[str], before: State) -> Iterator[Finding]:
        """Indexes that PostgreSQL builds while nobody may write."""
        tables = {table.name for table in before.tables.values()}
        for statement in statements if before.catalog.dialect == "postgresql" else []:
            found = _INDEX.match(statement)
            name = found[1].split("(")[0].split(".")[-1].strip('"') if found else ""
            if name in tables:
                yield self._finding(
                    INDEX,
                    "upgrade",
                    f"builds an index on {name} while nobody may write to it.",
                    "Pass postgresql_concurrently=True, in op.get_context().autocommit_block().",
                    severity=Severity.WARNING,
                )

    def _dropped(self, before: State, there: State, after: State) -> Iterator[Finding]:
        likeness = dict(renamed(before, there))
        for name in emptied(before, there, after):
            if name in likeness:
                yield self._finding(
                    RENAMED,
                    "upgrade",
                    f"drops {name} with its values and adds {likeness[name]}, which is like it.",
                    "Rename it: op.alter_column(..., new_column_name=...), op.rename_table(...).",
                )
            else:
                yield self._finding(
                    DROPPED,
                    "upgrade",
                    f"drops {name} with its values, which no downgrade brings back.",
                    "Keep a backup, or drop it in a later revision than the code that used it.",
                    severity=Severity.WARNING,
                )

    def _finding(
        self,
        code: str,
        function: str,
        says: str,
        remedy: str,
        line: int = 0,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        message = f"The {function} of {self.script.revision} {says}"
        return Finding(code, place_of(self.script, function, line), message, remedy, severity)


def _subjects(found: list[Loss]) -> list[tuple[str, str]]:
    return [(loss.table, loss.column) for loss in found]


def _is_in(loss: Loss, state: State) -> bool:
    """Whether a state has the table and the column of a loss."""
    name = loss.column.rpartition(".")[2]
    tables = {table.fullname: table for table in state.tables.values()}
    return loss.table in tables and (not name or name in tables[loss.table].c)
