"""One finding for what is one decision: the first place is shown, and the others are counted."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from colonnade.findings import Finding


def and_others(count: int, what: str, one: str, several: str) -> str:
    """The end of a message that was found in several places.

    Args:
        count: in how many, the first included.
        what: what the others are, in the singular.
        one: what is said of one other.
        several: what is said of several.
    """
    others = count - 1
    if not others:
        return "."
    return f", and {others} more {what}{'s' if others > 1 else ''} here {several if others > 1 else one}."


def decisions(findings: Iterable[Finding], once: Mapping[str, str]) -> list[Finding]:
    """Findings in which what is one decision of a project is one finding, in the first of its files.

    Args:
        findings: everything that was found, by place.
        once: by the code of a rule the words of a message that is about such a decision.
    """
    files: dict[str, set[str]] = {}
    kept: list[Finding] = []
    for finding in findings:
        is_one = _is_decision(finding, once)
        if not is_one or finding.code not in files:
            kept.append(finding)
        if is_one:
            files.setdefault(finding.code, set()).add(finding.place.path)
    return [
        _with_others(one, len(files[one.code])) if _is_decision(one, once) else one for one in kept
    ]


def _is_decision(finding: Finding, once: Mapping[str, str]) -> bool:
    said = once.get(finding.code, "")
    return bool(said) and said in finding.message


def _with_others(finding: Finding, files: int) -> Finding:
    """A finding whose message says in how many other files the same is found."""
    others = files - 1
    if not others:
        return finding
    more = f", as in {others} more file{'s' if others > 1 else ''}."
    return replace(finding, message=finding.message.removesuffix(".") + more)
