"""A rehearsal on one page that needs no network: figures, a timeline, and what each statement did."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from colonnade.findings import Finding
from colonnade.migrate.rehearsal.findings import retired
from colonnade.migrate.rehearsal.page.svg import svg
from colonnade.migrate.rehearsal.result import Rehearsal, Statement
from colonnade.reports.page import policy_of


def page(rehearsal: Rehearsal, findings: Sequence[Finding]) -> str:
    """The page's text.

    Args:
        rehearsal: what was seen.
        findings: what is wrong.
    """
    script = _static("page.js")
    return Template(_static("page.html")).substitute(
        policy=policy_of(script),
        title=escape(f"Rehearsal of {', '.join(rehearsal.revisions)}"),
        summary=escape(_summary(rehearsal)),
        figures="\n".join(_figures(rehearsal)),
        findings="\n".join(map(_finding, findings)) or '<li class="fine">Nothing wrong.</li>',
        timeline=svg(rehearsal),
        statements="\n".join(_row(n, one) for n, one in enumerate(rehearsal.statements)),
        style=_static("page.css"),
        script=script,
    )


def _summary(rehearsal: Rehearsal) -> str:
    rows = ", ".join(f"{name} {count:,}" for name, count in rehearsal.rows.items() if count)
    return f"{rehearsal.server} · rows: {rows or 'none'}"


def _figures(rehearsal: Rehearsal) -> Iterator[str]:
    blocked, old, new = rehearsal.blocked, rehearsal.old, rehearsal.new
    lost = sum(loss.count for loss in rehearsal.losses if loss.what in ("rows", "write"))
    grown = (rehearsal.disk.largest - rehearsal.disk.before) / 1024**2
    yield _figure("Blocked", f"{blocked.seconds:.2f} s", is_bad=blocked.seconds > 0)
    yield _figure("Longest read", f"{blocked.read * 1000:,.0f} ms")
    yield _figure("Longest write", f"{blocked.write * 1000:,.0f} ms")
    failed = old.blamed.total()
    yield _figure(
        "Errors, old version", f"{failed:,}", is_bad=failed > 0 and not retired(rehearsal)
    )
    yield _figure("Errors, new version", f"{new.after.total():,}", is_bad=bool(new.after))
    yield _figure("Rows and writes lost", f"{lost:,}", is_bad=lost > 0)
    yield _figure("More disk, at most", f"{grown:,.1f} MB")


def _figure(name: str, value: str, *, is_bad: bool = False) -> str:
    kind = ' class="bad"' if is_bad else ""
    return f"<div{kind}><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"


def _finding(finding: Finding) -> str:
    place = f"{Path(finding.place.path).name}:{finding.place.line}"
    return (
        f'<li class="{finding.severity}"><code>{escape(finding.code)}</code> {escape(finding.message)} '
        f"<small>{escape(place)}</small><p>{escape(finding.remedy)}</p></li>"
    )


def _row(number: int, one: Statement) -> str:
    blocked = one.blocked
    locks = "<br>".join(
        [
            *(escape(f"{table} {mode}") for table, mode in one.locks.items()),
            *(
                f"<small>{escape(f'{table} {mode}')}, held</small>"
                for table, mode in one.held.items()
            ),
        ]
    )
    cells = [
        f"<code>{escape(one.sql)}</code>{_failure(one)}",
        f"{one.ended - one.began:.2f} s",
        locks or "–",
        escape(", ".join(one.rewritten)) or "–",
        f"{blocked.seconds:.2f} s",
        f"{blocked.read * 1000:,.0f} ms",
        f"{blocked.write * 1000:,.0f} ms",
    ]
    kind = ' class="bad"' if blocked.seconds > 0 or one.error else ""
    return (
        f'<tr{kind} tabindex="0" data-statement="{number}">'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
    )


def _failure(one: Statement) -> str:
    return f'<br><small class="failure">{escape(one.error)}</small>' if one.error else ""


def _static(name: str) -> str:
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")
