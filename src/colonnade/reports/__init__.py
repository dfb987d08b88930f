"""Findings for a reader: a terminal, a program, a code host, a test report."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from colonnade.findings import Finding, as_json, as_text
from colonnade.reports.github import as_github
from colonnade.reports.sarif import as_sarif

Format = Literal["text", "json", "sarif", "github", "junit"]
"""How findings are printed."""

_WRITERS: dict[str, Callable[[Sequence[Finding], Mapping[str, str]], str]] = {
    "json": lambda findings, titles: as_json(findings),
    "sarif": as_sarif,
    "github": lambda findings, titles: as_github(findings),
    "junit": lambda findings, titles: _as_junit(findings),
}


def _as_junit(findings: Sequence[Finding]) -> str:
    from colonnade.reports.junit import as_junit  # its XML takes longer to load than a cached check

    return as_junit(findings)


def as_format(
    findings: Sequence[Finding],
    format: Format,
    *,
    titles: Mapping[str, str],
    sources: Mapping[str, str],
) -> str:
    """Findings in one of the formats.

    Args:
        findings: what to print, in this order.
        format: how.
        titles: the first sentence of each rule's page, by code.
        sources: the text of each path, for the excerpts.
    """
    if format == "text":
        return as_text(findings, dict(sources))
    return _WRITERS[format](findings, titles)
