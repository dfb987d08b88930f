"""What was found, printed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from colonnade.cli.check.sources import texts_of
from colonnade.cli.words import many
from colonnade.findings import Finding, Severity

if TYPE_CHECKING:
    from colonnade.cli.check.asked import Asked
    from colonnade.cli.check.found import Found

FINDINGS = 1
"""The exit code when something was found."""


def report(ctx: click.Context, asked: "Asked", found: "Found") -> None:
    """Print the findings, and exit with 1 when one of them is more than advice."""
    from colonnade.check.grouping import decisions
    from colonnade.reports import as_format

    sources = texts_of(found.findings)
    findings = decisions(_new(found.findings, sources, asked), found.once)
    if asked.statistics:
        click.echo(_statistics(findings, found.titles))
    elif findings or asked.format_ != "text":
        click.echo(as_format(findings, asked.format_, titles=found.titles, sources=sources))
    if asked.format_ == "text":
        click.echo(_summary(findings, found.looked), err=True)
    if any(finding.severity is not Severity.ADVICE for finding in findings):
        ctx.exit(FINDINGS)


def _new(findings: list[Finding], sources: Mapping[str, str], asked: "Asked") -> list[Finding]:
    """The findings that no baseline knows; with --write-baseline, none."""
    from colonnade.check.baseline import unknown, write_baseline

    if asked.write_baseline:
        write_baseline(asked.write_baseline, findings, sources)
        click.echo(f"Wrote {len(findings)} findings to {asked.write_baseline}.", err=True)
        return []
    if asked.baseline:
        return list(unknown(findings, asked.baseline, sources))
    return findings


def _statistics(findings: Sequence[Finding], titles: Mapping[str, str]) -> str:
    counted = Counter(finding.code for finding in findings).most_common()
    return "\n".join(f"{count:6} {code}  {titles.get(code, '')}" for code, count in counted)


def _summary(findings: Sequence[Finding], looked: str) -> str:
    fixable = sum(bool(finding.edits) and finding.safe for finding in findings)
    mend = f", {fixable} of them can be mended with --fix" if fixable else ""
    found = f"{many(len(findings), 'finding')}{mend}" if findings else "Nothing wrong"
    return f"{found} in {looked}."
