"""Comments that say a finding is meant: `# colonnade: ignore[COL301] the job commits by itself`.

The rule here: a comment names codes and a reason. It holds for its own line, or for the next one when it stands alone.
One without a reason, and one that suppresses nothing, is itself a finding.
"""

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from colonnade.check.rules.files.suppression_without_reason import CODE as NO_REASON
from colonnade.check.rules.files.unused_suppression import CODE as UNUSED
from colonnade.findings import Edit, Finding, Place, Severity

MARK = "colonnade: ignore"

_COMMENT = re.compile(r"#\s*colonnade:\s*ignore(?:\[([^\]]*)\])?\s*(.*)")


@dataclass(frozen=True)
class Suppression:
    """One comment.

    Attributes:
        codes: the codes that it names.
        reason: what it says after them.
        line: the line of the comment.
        column: where in the line it begins, counted from 0.
        text: the comment.
        covers: the line that it is about.
    """

    codes: tuple[str, ...]
    reason: str
    line: int
    column: int
    text: str
    covers: int


def suppressions(text: str) -> list[Suppression]:
    """The comments of a file that suppress something."""
    return list(_comments(text)) if MARK in text else []


def _comments(text: str) -> Iterator[Suppression]:
    lines = text.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        found = _COMMENT.match(token.string) if token.type == tokenize.COMMENT else None
        if found:
            line, column = token.start
            codes = tuple(code.strip() for code in (found[1] or "").split(",") if code.strip())
            alone = not lines[line - 1][:column].strip()
            covers = _next_code(lines, line) if alone else line
            yield Suppression(codes, found[2].strip(), line, column, token.string, covers)


def _next_code(lines: list[str], line: int) -> int:
    """The next line that is no comment."""
    while line < len(lines) and lines[line].lstrip().startswith("#"):
        line += 1
    return line + 1


def suppresses(one: Suppression, finding: Finding) -> bool:
    """Whether a comment of the same file is about a finding."""
    return one.covers == finding.place.line and finding.code in one.codes


def without_suppressed(
    findings: list[Finding], text: str, path: str, active: frozenset[str]
) -> list[Finding]:
    """The findings that no comment suppresses, with those about the comments themselves.

    Args:
        findings: what was found in one file.
        text: its text.
        path: its path.
        active: the codes of the rules that were run; a comment for another rule may be of use elsewhere.
    """
    found = suppressions(text)
    used: set[tuple[int, str]] = set()
    kept: list[Finding] = []
    for finding in findings:
        by = [one for one in found if suppresses(one, finding)]
        used.update((one.line, finding.code) for one in by)
        if not by:
            kept.append(finding)
    about = (said for one in found for said in _about(one, used, active, path, text))
    return kept + [said for said in about if said.code in active]


def _about(
    one: Suppression, used: set[tuple[int, str]], active: frozenset[str], path: str, text: str
) -> Iterator[Finding]:
    place = Place(path, one.line, one.column + 1, one.column + 1 + len(one.text))
    if not one.codes or not one.reason:
        what = "which rule" if not one.codes else "why"
        yield Finding(
            NO_REASON,
            place,
            f"The comment does not say {what}.",
            "Write `# colonnade: ignore[CODE] reason`.",
            Severity.WARNING,
        )
    unused = [code for code in one.codes if code in active and (one.line, code) not in used]
    if unused:
        yield Finding(
            UNUSED,
            place,
            f"Nothing here is suppressed by {', '.join(unused)}.",
            "Remove it.",
            Severity.WARNING,
            (_removal(one, text),) if set(unused) == set(one.codes) else (),
        )


def _removal(one: Suppression, text: str) -> Edit:
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: one.line - 1])
    line = lines[one.line - 1]
    if not line[: one.column].strip():
        return Edit(start, start + len(line) + 1, "")
    return Edit(start + len(line[: one.column].rstrip()), start + len(line), "")
