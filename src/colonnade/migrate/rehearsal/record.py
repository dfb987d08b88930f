"""A rehearsal for programs."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from colonnade.findings import Finding, as_json
from colonnade.migrate.rehearsal.findings import retired
from colonnade.migrate.rehearsal.result import Rehearsal

_DIGITS = 4


def as_record(rehearsal: Rehearsal, findings: Iterable[Finding]) -> dict[str, Any]:
    """What was seen and found, as values that JSON knows; all times are seconds.

    The calls that were slow are left out, as there may be thousands.
    """
    record = asdict(rehearsal)
    del record["slow"]
    # `asdict` counts the pairs of a Counter.
    record["old"], record["new"] = vars(rehearsal.old), vars(rehearsal.new)
    record["retired"] = retired(rehearsal)
    record["losses"] = [{**asdict(loss), "message": str(loss)} for loss in rehearsal.losses]
    rounded: dict[str, Any] = _rounded(record)
    return {**rounded, "findings": json.loads(as_json(findings))}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value
