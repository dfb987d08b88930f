"""The words of a CREATE statement that SQLite keeps.

SQLite has no other catalogue for names of constraints, checks, collations and expressions than the text it was given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WORDS = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
    |(?P<string>'(?:[^']|'')*')
    |(?P<plain>[\w$]+(?:\.\d+)?)
    |(?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a quoted name, a string or a mark, and where it stands in the statement."""

    text: str
    kind: str
    start: int
    end: int

    def says(self, *keywords: str) -> bool:
        """Whether it is one of the keywords."""
        return self.kind == "plain" and self.text.upper() in keywords

    @property
    def name(self) -> str:
        """The name it stands for, without quotes."""
        if self.kind == "plain" or self.kind == "mark":
            return self.text
        closing = self.text[-1]
        return self.text[1:-1].replace(closing * 2, closing)


def words_of(sql: str) -> list[Word]:
    """The words of a statement; spaces and comments are left out."""
    return [
        Word(match[0], match.lastgroup or "", *match.span())
        for match in WORDS.finditer(sql)
        if match.lastgroup != "space"
    ]


def closing(words: Sequence[Word], opening: int) -> int:
    """The position of the parenthesis that closes the one at `opening`."""
    depth = 0
    for position in range(opening, len(words)):
        depth += {"(": 1, ")": -1}.get(words[position].text, 0)
        if depth == 0:
            return position
    return len(words) - 1


def separated(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words between commas that stand in no parentheses."""
    part: list[Word] = []
    depth = 0
    for word in words:
        depth += {"(": 1, ")": -1}.get(word.text, 0)
        if word.text == "," and depth == 0:
            yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def between(sql: str, words: Sequence[Word]) -> str:
    """The text from the first of the words to the last, as it stands in the statement."""
    return sql[words[0].start : words[-1].end] if words else ""
