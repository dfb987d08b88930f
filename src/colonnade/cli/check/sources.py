"""The texts of the files in which something was found."""

from collections.abc import Iterable
from pathlib import Path

from colonnade.check.files import decoded
from colonnade.findings import Finding


def texts_of(findings: Iterable[Finding]) -> dict[str, str]:
    """The text of each finding's file, by its path; a path that is no file is left out."""
    texts: dict[str, str] = {}
    for path in {finding.place.path for finding in findings}:
        try:
            texts[path] = decoded(Path(path).read_bytes())[0]
        except (OSError, SyntaxError, UnicodeDecodeError):
            continue
    return texts
