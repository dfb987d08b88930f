"""The ends of lines: a text is looked at with `\\n` alone, and written with what the file has."""

import re
from difflib import SequenceMatcher

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def with_line_ends(text: str, original: str) -> str:
    """A text whose lines end as those of the original do.

    Args:
        text: the new text, with `\\n`.
        original: what it is made from, with its own line ends; a new line ends like the one before it.
    """
    old = _LINE.findall(original)
    ends = [end for _, end in old]
    kinds = set(ends) - {""}
    if len(kinds) <= 1:
        return text.replace("\n", kinds.pop() if kinds else "\n")
    lines = text.split("\n")
    last = len(lines) - 1
    found = _ends_of(lines, [line for line, _ in old], ends)
    return "".join(line + (end if n < last else "") for n, (line, end) in enumerate(found))


def _ends_of(lines: list[str], old: list[str], ends: list[str]) -> list[tuple[str, str]]:
    """Each line with its end: its own where the original has it, else that of the line above."""
    found: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old, lines, autojunk=False)
    for what, first, until, begin, end in matcher.get_opcodes():
        above = ends[max(first - 1, 0)] if what == "insert" else ends[min(first, until - 1)]
        for number in range(begin, end):
            same = first + number - begin
            own = ends[same] if same < until else above
            found.append((lines[number], own or above or "\n"))
    return found
