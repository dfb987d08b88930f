"""What was recorded: statements, how often each was sent and from where. It holds no value unless samples are kept."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from colonnade.data.watch.sites import Site
from colonnade.errors import SourceError
from colonnade.profile.recording.values import decoded

Kind = Literal["select", "insert", "update", "delete", "other"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, whatever its parameters.

    Attributes:
        text: the SQL, with placeholders.
        kind: what it does.
        dialect: of which database it is.
        limited: whether it reads a limited number of rows.
    """

    text: str
    kind: Kind
    dialect: str
    limited: bool


@dataclass(frozen=True, slots=True)
class Execution:
    """One time that a statement was sent.

    Attributes:
        statement: which.
        sites: the lines of the application that led to it, the innermost first.
        scope: the request or test that it belongs to; empty outside of both.
        start: seconds after the recording began.
        seconds: until the database had answered.
        rows: how many were read or changed; None where the driver does not say.
        parameters: the same number for the same parameters of a statement.
        keys: the same number for the same values that rows are looked for by, whatever their page or the list of keys.
        streamed: whether its rows are read in parts.
        offset: how many rows it skips.
        lazy: the relationship that it loads because an attribute was read, or the class of an expired instance.
        entity: the class whose instances it reads.
        flush: the number of the flush that sent it; 0 outside of one.
    """

    statement: Statement
    sites: tuple[Site, ...]
    scope: str
    start: float
    seconds: float
    rows: int | None = None
    parameters: int = 0
    keys: int = 0
    streamed: bool = False
    offset: int = 0
    lazy: str = ""
    entity: str = ""
    flush: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """A statement as it was sent, with values; only index advice needs it, and no report shows it."""

    text: str
    parameters: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Declared:
    """An index of a model, and the line that declares it."""

    table: str
    name: str
    site: Site


@dataclass
class Record:
    """Everything that was recorded, in the order in which it ended.

    Attributes:
        executions: every time that a statement was sent.
        samples: a few of each statement's texts with values, where they were kept.
        indexes: those that the models declare.
        skipped: how many lines could not be read; a process that is killed leaves half a line.
    """

    executions: list[Execution] = field(default_factory=list)
    samples: dict[Statement, list[Sample]] = field(default_factory=lambda: defaultdict(list))
    indexes: list[Declared] = field(default_factory=list)
    skipped: int = 0

    def calls(self) -> dict[Statement, list[Execution]]:
        """The executions of each statement."""
        found: dict[Statement, list[Execution]] = defaultdict(list)
        for execution in self.executions:
            found[execution.statement].append(execution)
        return found


class Reading:
    """Puts the lines of one process into a record."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._statements: list[Statement] = []
        self._stacks: list[tuple[Site, ...]] = []
        self._kinds: dict[str, Callable[[dict[str, Any]], None]] = {
            "statement": lambda said: self._statements.append(Statement(**said)),
            "sites": lambda said: self._stacks.append(tuple(Site(*one) for one in said["sites"])),
            "execution": self._execution,
            "sample": self._sample,
            "index": lambda said: self.record.indexes.append(
                Declared(said["table"], said["name"], Site(*said["site"]))
            ),
        }

    def line(self, said: dict[str, Any]) -> None:
        """Take one line."""
        (kind, value), *_ = said.items()
        self._kinds[kind](value)

    def _execution(self, said: dict[str, Any]) -> None:
        statement, sites = self._statements[said.pop("statement")], self._stacks[said.pop("sites")]
        self.record.executions.append(Execution(statement, sites, **said))

    def _sample(self, said: dict[str, Any]) -> None:
        statement = self._statements[said["statement"]]
        self.record.samples[statement].append(Sample(said["text"], decoded(said["parameters"])))


def read(paths: Iterable[Path]) -> Record:
    """The record of one or more processes.

    Args:
        paths: the files that they wrote.

    Raises:
        SourceError: one of them is not such a file.
    """
    record = Record()
    for path in sorted(paths):
        try:
            first, *lines = path.read_text(encoding="utf-8").splitlines() or [""]
            known = json.loads(first)["colonnade profile"] == VERSION
        except (OSError, ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise SourceError(
                f"{path} is no record of this version of Colonnade.", "Record the program again."
            )
        _read_lines(record, lines)
    return record


VERSION = 2


def _read_lines(record: Record, lines: Iterable[str]) -> None:
    reading = Reading(record)
    for line in lines:
        try:
            reading.line(json.loads(line))
        except (ValueError, KeyError, IndexError, TypeError):
            record.skipped += 1
