"""A baseline: what an old code base is known to have, so that only what is new is reported.

A finding is known by its file, its code and the text of its line, and not by the line's number, so that lines may be
moved. What was mended is taken out of the file the next time it is written.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from colonnade.errors import UsageError
from colonnade.findings import Finding

Known = Counter[tuple[str, str, str]]


def read_baseline(file: Path) -> Known:
    """The findings that a baseline knows, counted.

    Raises:
        UsageError: it is not there, or is no baseline.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return Counter(
            {(one["path"], one["code"], one["line"]): one["count"] for one in document["findings"]}
        )
    except FileNotFoundError:
        raise UsageError(
            f"The baseline {file} is not there.", f"Write it with --write-baseline {file}."
        ) from None
    except (ValueError, TypeError, KeyError):
        raise UsageError(
            f"{file} is no baseline.", f"Write it again with --write-baseline {file}."
        ) from None


def write_baseline(file: Path, findings: Iterable[Finding], sources: Mapping[str, str]) -> None:
    """Write down what is known.

    Args:
        file: the baseline.
        findings: everything that was found.
        sources: the text of each path.

    Raises:
        UsageError: it cannot be written.
    """
    counted = Counter(_key(finding, sources, file) for finding in findings)
    entries = [
        {"path": path, "code": code, "line": line, "count": count}
        for (path, code, line), count in sorted(counted.items())
    ]
    temporary = file.with_name(f".{file.name}.tmp")
    try:
        temporary.write_text(json.dumps({"findings": entries}, indent=2) + "\n", encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise UsageError(
            f"The baseline {file} cannot be written: {error.strerror}.", "Name a file that can be."
        ) from None
    finally:
        with suppress(OSError):
            temporary.unlink()


def unknown(
    findings: Iterable[Finding], file: Path, sources: Mapping[str, str]
) -> Iterator[Finding]:
    """The findings that a baseline does not know.

    Args:
        findings: everything that was found.
        file: the baseline.
        sources: the text of each path.

    Raises:
        UsageError: it is not there, or is no baseline.
    """
    left = read_baseline(file)
    for finding in findings:
        key = _key(finding, sources, file)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield finding


def _key(finding: Finding, sources: Mapping[str, str], file: Path) -> tuple[str, str, str]:
    """A finding by its path from the baseline's folder, so that it is known wherever the check is started."""
    path = finding.place.path
    lines = sources.get(path, "").split("\n")
    line = lines[finding.place.line - 1] if 0 < finding.place.line <= len(lines) else ""
    if finding.place.line:
        path = os.path.relpath(path, file.parent).replace(os.sep, "/")
    return (path, finding.code, line.strip())
