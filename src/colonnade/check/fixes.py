"""Fixes: text edits applied to files, until nothing is left to fix.

The rule here: a fix proves itself. The fixed text parses, and what the fix was about is no longer found; a fix that does
not is taken back and the finding stays.
"""

import difflib
import io
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from colonnade.check.files import decoded
from colonnade.check.line_ends import with_line_ends
from colonnade.errors import UsageError
from colonnade.findings import Edit, Finding, printable

ROUNDS = 10
"""How often a file is looked at anew: one fix may show another mistake."""


@dataclass(frozen=True)
class Fixed:
    """A file that fixes change.

    Attributes:
        path: the file.
        before: its text.
        after: its text with the fixes.
        count: how many findings they mend.
    """

    path: str
    before: str
    after: str
    count: int

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        # Not `splitlines`, for which other characters end a line as well.
        before, after = (list(io.StringIO(text)) for text in (self.before, self.after))
        path = printable(self.path)
        lines = difflib.unified_diff(before, after, path, path)
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )


def fix(
    path: str, text: str, judge: Callable[[str], list[Finding]], *, unsafe: bool = False
) -> Fixed:
    """Mend what can be mended in one file.

    Args:
        path: the file.
        text: its text.
        judge: gives the findings of a text in its place.
        unsafe: whether fixes that may change what a correct program does are applied too.
    """
    now, count, refused = text, 0, set[tuple[Edit, ...]]()
    for _ in range(ROUNDS):
        findings = judge(now)
        wanted = [one for one in findings if _is_wanted(one, unsafe) and one.edits not in refused]
        if not wanted:
            break
        chosen = without_overlaps(wanted)
        then = applied(now, [edit for finding in chosen for edit in finding.edits])
        if _proves_itself(then, findings, chosen, judge):
            now, count = then, count + len(chosen)
        elif len(chosen) == 1:
            refused.add(chosen[0].edits)
        else:
            now, done = _one_by_one(now, judge, unsafe, refused)
            count += done
    return Fixed(path, text, now, count)


def _one_by_one(
    now: str,
    judge: Callable[[str], list[Finding]],
    unsafe: bool,
    refused: set[tuple[Edit, ...]],
) -> tuple[str, int]:
    """The first fix that works by itself; those before it are refused."""
    findings = judge(now)
    for finding in findings:
        if _is_wanted(finding, unsafe) and finding.edits not in refused:
            then = applied(now, finding.edits)
            if _proves_itself(then, findings, [finding], judge):
                return then, 1
            refused.add(finding.edits)
    return now, 0


def _is_wanted(finding: Finding, unsafe: bool) -> bool:
    return bool(finding.edits) and (finding.safe or unsafe)


def _proves_itself(
    text: str,
    before: Sequence[Finding],
    mended: Sequence[Finding],
    judge: Callable[[str], list[Finding]],
) -> bool:
    """Whether a fixed text is Python, and has fewer findings of each code that was mended."""
    try:
        compile(text, "fixed", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    after = judge(text)
    return all(
        _count(after, code) <= _count(before, code) - _count(mended, code)
        for code in {finding.code for finding in mended}
    )


def _count(findings: Iterable[Finding], code: str) -> int:
    return sum(finding.code == code for finding in findings)


def without_overlaps(findings: Sequence[Finding]) -> list[Finding]:
    """The findings whose edits do not touch each other, first come first served."""
    chosen: list[Finding] = []
    taken: set[Edit] = set()
    for finding in findings:
        new = [edit for edit in finding.edits if edit not in taken]
        if not any(_touch(edit, other) for edit in new for other in taken):
            chosen.append(finding)
            taken.update(new)
    return chosen


def _touch(one: Edit, other: Edit) -> bool:
    """Two insertions at one place touch as well: their order would be anyone's guess."""
    return one.start <= other.end and other.start <= one.end


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made; an edit that several fixes share is made once."""
    for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def write(fixed: Fixed) -> None:
    """Write a fixed file in its own encoding and with its own line ends, whole or not at all.

    Raises:
        UsageError: it was changed meanwhile, or it cannot be written.
    """
    path = Path(os.path.realpath(fixed.path))  # a link stays one
    temporary = path.with_name(f".{path.name}.{os.getpid()}.colonnade")
    try:
        content = path.read_bytes()
        text, encoding = decoded(content)
        if text != fixed.before:
            raise UsageError(f"{fixed.path} was changed while it was mended.", "Mend it again.")
        text = with_line_ends(fixed.after, content.decode(encoding))
        temporary.write_bytes(text.encode(encoding))
        temporary.chmod(path.stat().st_mode)
        temporary.replace(path)
    except OSError as error:
        raise UsageError(
            f"{fixed.path} cannot be written: {error.strerror}.", "Let it be written, then mend it."
        ) from None
    finally:
        temporary.unlink(missing_ok=True)
