"""N+1: one statement for a list, and one more for each of its rows.

What gives it away is the same SELECT, sent again and again from the same line, for one row each time. A statement that asks
for many keys, or for a page, is none.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from colonnade.data.watch.queries import Statement, listening
from colonnade.data.watch.refusals import source_of
from colonnade.data.watch.sites import Site

logger = logging.getLogger("colonnade.watch")

LEAST = 3
"""So many times is a loop."""


@dataclass(frozen=True)
class NPlusOne:
    """A SELECT that a loop sends.

    Attributes:
        text: its SQL.
        times: how often it was sent.
        sites: the lines of the application that led to it, the innermost first.
        loaded: the attribute that was read, as `Task.tags`; empty when the application sends it itself.
    """

    text: str
    times: int
    sites: tuple[Site, ...]
    loaded: str

    @property
    def message(self) -> str:
        """What happened."""
        if self.loaded:
            return f"{self.loaded} is read one by one, {self.times} times."
        return f"The same SELECT is sent {self.times} times, for one row each time."

    @property
    def remedy(self) -> str:
        """What to do."""
        if self.loaded:
            return f"Load it along: load=[{self.loaded}]."
        return "Ask for all rows at once: by a list of keys with in_(), by a join, or with load=."


def n_plus_ones(statements: Iterable[Statement], least: int = LEAST) -> list[NPlusOne]:
    """The loops among statements.

    Args:
        statements: of one request, or of one unit of work.
        least: how often the same statement is sent before it is one.
    """
    groups: dict[tuple[str, tuple[Site, ...], str], int] = defaultdict(int)
    for statement in statements:
        if _is_for_one_row(statement):
            groups[statement.text, statement.sites, statement.loaded] += 1
    return [
        NPlusOne(text, times, sites, loaded)
        for (text, sites, loaded), times in groups.items()
        if times >= least
    ]


@contextmanager
def warned(engine: Engine) -> Iterator[Engine]:
    """An engine for one unit of work, of which every N+1 is logged as a warning when the unit ends.

    Args:
        engine: the engine of the unit.
    """
    own = _copy(engine)
    with listening([own]) as queries:
        yield own
    for loop in n_plus_ones(queries.statements):
        site = next(iter(loop.sites), None)
        place = "" if site is None else f" at {site}: {source_of(site)}"
        logger.warning("N+1%s: %s %s", place, loop.message, loop.remedy)


def _copy(engine: Engine) -> Engine:
    """The engine with listeners of its own; `execution_options` would lose what its transactions tell the database."""
    made: Engine = object.__new__(type(engine))
    made.__dict__.update(engine.__dict__)
    made.__dict__.pop("dispatch", None)
    made.dispatch = made.dispatch._join(engine.dispatch)
    return made


def _is_for_one_row(statement: Statement) -> bool:
    is_select = statement.text.lstrip().startswith("SELECT") and "WHERE" in statement.text
    return is_select and not statement.for_many and " LIMIT " not in statement.text
