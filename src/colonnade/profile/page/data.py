"""What the page's script knows: one JSON value."""

import json
from collections.abc import Sequence

from colonnade.findings import Finding
from colonnade.profile.advice.advise import Compared
from colonnade.profile.advice.declare import declaration
from colonnade.profile.observed import Observed, place, site_of
from colonnade.profile.recording.record import Execution, Statement
from colonnade.reports.page import safe_json

SHOWN = 2_000
"""How many executions the timeline shows: the first ones."""

Value = dict[str, object]


def data(observed: Observed, findings: Sequence[Finding]) -> str:
    """The report as JSON that is safe inside a script element; statements are known by their number."""
    calls = observed.record.calls()
    number = {statement: place for place, statement in enumerate(calls)}
    advice = observed.advice
    compared = {one.statement: one for one in advice.compared} if advice else {}
    executions = sorted(observed.record.executions, key=lambda one: one.start)
    value = {
        "statements": [
            _statement(statement, sent, compared.get(statement))
            for statement, sent in calls.items()
        ],
        "findings": [_finding(one) for one in findings],
        "indexes": [
            {"text": declaration(one.candidate), "saved": one.saved, "size": one.size}
            for one in (advice.indexes if advice else ())
        ],
        "spans": [_span(one, number) for one in executions[:SHOWN]],
        "left": max(0, len(executions) - SHOWN),
    }
    return safe_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _statement(
    statement: Statement, executions: Sequence[Execution], compared: Compared | None
) -> Value:
    total = sum(one.seconds for one in executions)
    return {
        "text": statement.text,
        "calls": len(executions),
        "total": total,
        "mean": total / len(executions),
        "rows": sum(one.rows or 0 for one in executions),
        "places": sorted({str(place(site_of(one))) for one in executions if one.sites}),
        "before": str(compared.before) if compared else "",
        "after": str(compared.after) if compared else "",
        "secondsBefore": compared.seconds_before if compared else None,
        "secondsAfter": compared.seconds_after if compared else None,
    }


def _finding(one: Finding) -> Value:
    return {
        "code": one.code,
        "place": str(one.place),
        "message": one.message,
        "remedy": one.remedy,
        "severity": str(one.severity),
    }


def _span(one: Execution, number: dict[Statement, int]) -> list[object]:
    frames = [f"{site.function} {place(site)}" for site in reversed(one.sites)]
    above = [one.scope, *frames] if one.scope else frames
    return [one.start, one.seconds, number[one.statement], above]
