"""Markdown that GitHub draws as meant, whatever the names and notes hold."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence


def code(text: str) -> str:
    """A name or an expression as code."""
    flat = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{flat}{pad}{fence}" if flat else ""


def codes(names: Iterable[str]) -> str:
    """Names as code, separated by commas."""
    return ", ".join(code(name) for name in names)


def plain(text: str) -> str:
    """Text of the schema's author: it may be Markdown, but neither HTML nor a heading."""
    safe = text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"^(\s*)([#|])", r"\1\\\2", safe, flags=re.M)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; columns that no row fills are left out."""
    filled = [list(row) for row in rows]
    kept = [n for n in range(len(head)) if n == 0 or any(row[n] for row in filled)]
    lines = [[head[n] for n in kept], ["---"] * len(kept)]
    lines += [[_cell(row[n]) for n in kept] for row in filled]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)


def paragraphs(*parts: str) -> str:
    """The parts that are not empty, with a blank line between."""
    return "\n\n".join(part for part in parts if part)


def anchors(names: Iterable[str], prefix: str) -> dict[str, str]:
    """For each name an address within the page, no two the same."""
    taken: Counter[str] = Counter()
    found = {}
    for name in names:
        slug = prefix + re.sub(r"[^\w-]+", "-", name.lower()).strip("-")
        taken[slug] += 1
        found[name] = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
    return found


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", "<br>".join(text.strip().splitlines()))
