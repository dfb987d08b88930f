"""Findings as the workflow commands that GitHub shows beside the lines of a change."""

from collections.abc import Iterable

from colonnade.findings import Finding, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def as_github(findings: Iterable[Finding]) -> str:
    """One workflow command for each finding."""
    return "\n".join(map(_command, findings))


def _command(finding: Finding) -> str:
    place = finding.place
    numbers = [("line", place.line), ("col", place.column), ("endColumn", place.end_column)]
    said = [f"{name}={number}" for name, number in numbers if number]
    where = ",".join([f"file={_escaped(place.path, ':,')}", *said, f"title={finding.code}"])
    text = " ".join(filter(None, (finding.message, finding.remedy)))
    return f"::{_LEVELS[finding.severity]} {where}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    text = text.encode(errors="replace").decode()  # names of files may be no text
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
