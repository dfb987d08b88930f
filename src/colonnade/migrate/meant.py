"""Findings that a comment in a revision says are meant: `# colonnade: ignore[COLM911] nobody reads it`."""

from pathlib import Path

from colonnade.check.suppression import suppressions
from colonnade.findings import Finding, Place


def is_meant(finding: Finding) -> bool:
    """Whether a comment at its place says, with a reason, that a finding is meant."""
    return bool(reason_for(finding.code, finding.place))


def reason_for(code: str, place: Place) -> str:
    """Why what a code names is meant at a place; empty when no comment says so."""
    path = Path(place.path)
    if not path.is_file():
        return ""
    comments = suppressions(path.read_text(encoding="utf-8"))
    covering = (one for one in comments if one.covers == place.line and code in one.codes)
    return next((one.reason for one in covering if one.reason), "")
