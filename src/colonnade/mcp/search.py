"""Search in the documentation that comes with the package: the references of the skill, section by section."""

import re
import sqlite3
from functools import cache

from colonnade.mcp.results import Section
from colonnade.skill import bundle

_SECTION = re.compile(r"^##+ ([^\n]+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def search(words: str, limit: int) -> list[Section]:
    """The sections that fit best, by SQLite's full-text index; all words count, and a beginning of a word does.

    Args:
        words: what is looked for.
        limit: at most so many.
    """
    terms = re.findall(r"\w+", words)
    if not terms:
        return []
    query = " OR ".join(f'"{term}"*' for term in terms)
    rows = _index().execute(
        "SELECT page, heading, text FROM sections WHERE sections MATCH ?"
        " ORDER BY bm25(sections, 2.0, 8.0, 1.0) LIMIT ?",
        (query, limit),
    )
    return [Section(page=page, heading=heading, text=text) for page, heading, text in rows]


@cache
def _index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute(
        "CREATE VIRTUAL TABLE sections USING fts5(page, heading, text, tokenize = 'porter')"
    )
    connection.executemany("INSERT INTO sections VALUES (?, ?, ?)", sorted(_sections()))
    return connection


def _sections() -> set[tuple[str, str, str]]:
    """Page, heading and text of each section; a section that is in several references is there once."""
    found: dict[tuple[str, str], str] = {}
    for path, text in bundle().items():
        if not path.startswith("references/"):
            continue
        for section in _SECTION.finditer(_FENCED.sub(_hidden, text)):
            body = section[2].replace("\0", "#").strip()
            if section[1] != "Contents" and body:
                found.setdefault((section[1], body), path)
    return {(path, heading, body) for (heading, body), path in found.items()}


def _hidden(block: re.Match[str]) -> str:
    """A block of code whose comments look like no headings."""
    return block[0].replace("#", "\0")
