"""Findings as SARIF 2.1.0, which code hosts and editors read."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from colonnade import __version__
from colonnade.findings import Finding, Place, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def as_sarif(findings: Sequence[Finding], titles: Mapping[str, str]) -> str:
    """The log as JSON.

    Args:
        findings: what to write.
        titles: the first sentence of each rule's page, by code.
    """
    codes = sorted({finding.code for finding in findings})
    rules = [{"id": code, "shortDescription": {"text": titles.get(code, code)}} for code in codes]
    driver = {"name": "colonnade", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "results": [_result(finding) for finding in findings]}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{**run, "columnKind": "unicodeCodePoints"}],
    }
    return json.dumps(log, indent=2)


def _result(finding: Finding) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(filter(None, (finding.message, finding.remedy)))},
        "locations": [_location(finding.place)],
    }


def _location(place: Place) -> dict[str, Any]:
    """Where something is: in a file, or what a live database calls it."""
    if not place.line:
        return {"logicalLocations": [{"fullyQualifiedName": place.path}]}
    numbers = {"startColumn": place.column, "endColumn": place.end_column}
    region = {name: number for name, number in numbers.items() if number}
    uri = quote(os.fsencode(place.path.replace("\\", "/")))
    physical = {
        "artifactLocation": {"uri": uri},
        "region": {"startLine": place.line, **region},
    }
    return {"physicalLocation": physical}
