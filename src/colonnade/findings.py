"""One value for everything that is found: mistakes in a source, broken rules, advice.

Whoever finds something makes a `Finding`; one reporter prints them all.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error fails a run, a warning and advice do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is: a path as the user gave it, a line and a column, both counted from 1.

    Line and column are 0 where the thing has none (a table in a live database).
    `end_column` is the column after the last character, 0 when only the start is known.
    """

    path: str
    line: int = 0
    column: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.path, *numbers])


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from `start` up to `end` (offsets into the file's text) by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Attributes:
        code: the rule's code, which has a page of its own.
        place: where it is.
        message: what is wrong, in the user's own names.
        remedy: what to do; empty when the message says it.
        severity: how much it weighs.
        edits: the fix as text edits; empty when a person must decide.
        safe: whether the edits keep the program's meaning.
    """

    code: str
    place: Place
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR
    edits: tuple[Edit, ...] = ()
    safe: bool = True


def as_text(findings: Iterable[Finding], sources: dict[str, str] | None = None) -> str:
    """Findings for a terminal: place, code, message, the source line with a caret, remedy.

    Args:
        findings: what to print, in this order.
        sources: the text of each path, for the excerpts; a path that is missing gets none.
    """
    return "\n".join(line for finding in findings for line in _lines(finding, sources or {}))


def as_json(findings: Iterable[Finding]) -> str:
    """Findings as a JSON list of objects with `code`, `path`, `line`, `column`, `message`, `remedy`, `severity`, `fix`.

    `fix` is a list of edits (offsets into the text, and what takes their place), or null.
    """
    return json.dumps([_record(finding) for finding in findings], indent=2)


_WIDEST = 160
"""Characters of a line that are shown; a longer one is cut around what was found."""


def _lines(finding: Finding, sources: dict[str, str]) -> Iterator[str]:
    place = finding.place
    yield printable(f"{place}: {finding.severity} {finding.code}: {finding.message}")
    # Not `splitlines`, for which other characters end a line as well.
    source = sources.get(place.path, "").split("\n")
    if 0 < place.line <= len(source) and sources.get(place.path):
        yield from _excerpt(source[place.line - 1], place)
    if finding.remedy:
        yield f"  help: {printable(finding.remedy)}"


def _excerpt(line: str, place: Place) -> Iterator[str]:
    """A line of the source with carets below what was found."""
    start = max(0, place.column - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = line[start : start + _WIDEST]
    number = str(place.line)
    yield f"  {number} | {''.join(one if one.isprintable() else ' ' for one in shown)}"
    if place.column:
        width = max(1, min(place.end_column, start + len(shown) + 1) - place.column)
        yield f"  {' ' * len(number)} | {' ' * (place.column - 1 - start)}{'^' * width}"


def printable(text: str) -> str:
    """A text in which characters that end lines, move cursors or cannot be encoded are written as escapes."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def _record(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
        "remedy": finding.remedy,
        "severity": str(finding.severity),
        "fix": [{"start": e.start, "end": e.end, "text": e.text} for e in finding.edits] or None,
    }
