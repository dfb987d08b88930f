"""Facts about a database."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

Fact = tuple[str, ...]
"""One thing that is true of a database: first the name of what it is about, then what it says."""


@dataclass(frozen=True)
class Catalog:
    """What a database holds.

    Attributes:
        dialect: the database's dialect in SQLAlchemy's words.
        facts: the facts of each kind.
    """

    dialect: str
    facts: Mapping[str, frozenset[Fact]]


def squeezed(sql: object) -> str:
    """SQL text with single spaces; empty for None."""
    return re.sub(r"\s+", " ", str(sql)).strip() if sql is not None else ""


def fact(values: Iterable[object]) -> Fact:
    """A fact from a row of a catalogue; NULL at its end is left out."""
    found = [squeezed(value) for value in values]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def queried(
    connection: Connection, queries: Mapping[str, str], **parameters: object
) -> dict[str, frozenset[Fact]]:
    """The facts that a query for each kind gives, one a row."""
    return {
        kind: frozenset(fact(row) for row in connection.execute(text(query), parameters))
        for kind, query in queries.items()
    }
