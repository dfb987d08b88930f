"""The mistakes a DBML file can hold, and where they are collected.

DBML001  this is not DBML here
DBML002  a string, an expression or a comment is not closed
DBML003  a bracket or a brace is missing, or one is too many
DBML004  an element that DBML does not have, or not in this place
DBML005  a setting that DBML does not have here
DBML006  a setting's value is wrong
DBML007  a setting is given twice, or two settings contradict each other
DBML010  two tables have the same name
DBML011  two columns of a table have the same name
DBML012  two enums have the same name
DBML013  an enum has a value twice
DBML014  an index is defined twice
DBML015  a relationship is defined twice
DBML016  two table partials have the same name, or a table takes one twice
DBML017  a project, a table group, a note or a block of records is there twice, or a table is in two groups
DBML020  there is no such table
DBML021  the table has no such column
DBML022  there is no such enum, or the enum has no such value
DBML023  there is no such table partial
DBML024  there is no such type
DBML025  there is no such table group or note
DBML030  the two sides of a relationship name different numbers of columns
DBML031  the two sides of a relationship have different types
DBML032  a table has two primary keys
DBML033  a table has no columns
DBML034  an enum has no values
DBML035  a file is imported; only one text is read
DBML036  a default value does not fit its column
DBML037  a row of records does not fit its columns
DBML038  a column that the database numbers is no integer, or is not the only one
"""

from collections.abc import Iterable
from difflib import get_close_matches

from lark import Token

from colonnade.findings import Finding, Place


class Mistakes:
    """Collects findings while a text is read, so that one run shows them all."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._findings: list[Finding] = []

    def add(self, code: str, token: Token, message: str, remedy: str = "") -> None:
        """Remember a mistake at a token."""
        self._findings.append(Finding(code, self.place(token), message, remedy))

    def unknown(
        self, code: str, token: Token, message: str, name: str, known: Iterable[str]
    ) -> None:
        """Remember a name that nothing bears; names that look like it are offered in the message."""
        self.add(code, token, f"{message}{suggestion(name, known)}")

    def place(self, token: Token) -> Place:
        """Where a token stands; a token of several lines ends, for the caret, with its first."""
        line, column = token.line or 0, token.column or 0
        end = token.end_column or 0 if token.end_line == line else column + 1
        return Place(self.path, line, column, end)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, in the order of the text, each once."""
        return tuple(sorted(dict.fromkeys(self._findings), key=lambda finding: finding.place))


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` for the known name nearest to a name, or nothing."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean `{by_lower[close[0]]}`?" if close else ""


def counted(number: int, noun: str) -> str:
    """`1 column`, `2 columns`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
