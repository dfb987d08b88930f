"""The report as one page that needs no network, no server and no other file."""

from collections.abc import Sequence
from html import escape
from string import Template

from colonnade.findings import Finding
from colonnade.profile.observed import Observed
from colonnade.profile.page.data import data
from colonnade.reports.page import policy_of, script_of, static

SCRIPTS = ("report", "table", "timeline")
"""The parts of the script, in the order in which they are put together."""


def page(observed: Observed, findings: Sequence[Finding]) -> str:
    """The page's text; no value of a statement is in it.

    Args:
        observed: what was recorded.
        findings: what the rules found in it.

    The policy in its head lets nothing load, and lets only this very script run.
    """
    script = script_of(__package__, SCRIPTS)
    return Template(static(__package__, "page.html")).substitute(
        policy=policy_of(script),
        summary=escape(_summary(observed, findings)),
        data=data(observed, findings),
        style=static(__package__, "page.css"),
        script=script,
    )


def _summary(observed: Observed, findings: Sequence[Finding]) -> str:
    executions = observed.record.executions
    seconds = sum(one.seconds for one in executions)
    said = [
        f"{len(executions):,} statements of {len(observed.record.calls()):,} kinds",
        f"{seconds * 1000:,.0f} ms in the database",
        f"{len(findings)} finding{'s' if len(findings) != 1 else ''}",
    ]
    if observed.advice is not None and observed.advice.indexes:
        said.append(f"reads ×{observed.advice.faster:.1f} as fast with the advised indexes")
    return " · ".join(said)
