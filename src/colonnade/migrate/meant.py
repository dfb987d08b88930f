"""Findings that a comment in a revision says are meant: `# colonnade: ignore[COLM911] nobody reads it`."""

from pathlib import Path

from colonnade.check.suppression import suppressions
from colonnade.findings import Finding


def is_meant(finding: Finding) -> bool:
    """Whether a comment at its place says, with a reason, that a finding is meant."""
    path = Path(finding.place.path)
    if not path.is_file():
        return False
    comments = suppressions(path.read_text(encoding="utf-8"))
    return any(
        one.covers == finding.place.line and finding.code in one.codes and one.reason
        for one in comments
    )
