"""N+1: one statement for a list, and one more for each of its rows.

What gives it away is the same SELECT, sent again and again from the same line, for other values each time. Lists of keys and
pages look for the same ones.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from sqlalchemy import Engine

from colonnade.data.watch.queries import Queries, Statement
from colonnade.data.watch.refusals import source_of
from colonnade.data.watch.sites import Site
from colonnade.data.watch.watchers import Watcher
from colonnade.findings import Finding, Place, Severity

logger = logging.getLogger("colonnade.watch")

LEAST = 3
"""So many times is a loop."""

_NOTED = "colonnade_noted"
"""Where the engine of a unit of work has its statements."""


BY_ATTRIBUTE, BY_STATEMENT = "COLP101", "COLP103"
"""The codes under which `colonnade profile` reports the same."""

Group = tuple[str, tuple[Site, ...], str]
"""A text, the lines that led to it, and the attribute that it loads."""


def n_plus_ones(statements: Iterable[Statement], least: int = LEAST) -> dict[Group, Finding]:
    """The loops among statements.

    Args:
        statements: of one request, or of one unit of work.
        least: how often the same statement is sent before it is one.
    """
    groups: dict[Group, list[int]] = defaultdict(list)
    for one in statements:
        if one.keys and one.text.lstrip().startswith("SELECT"):
            groups[one.text, one.sites, one.loaded].append(one.keys)
    return {
        group: _found(group, len(keys)) for group, keys in groups.items() if len(set(keys)) >= least
    }


def _found(group: Group, times: int) -> Finding:
    _, sites, loaded = group
    place = Place(sites[0].path, sites[0].line) if sites else Place("database")
    if loaded:
        message = f"{loaded} is read one by one, {times} times."
        remedy = f"Load it along: load=[{loaded}]."
        return Finding(BY_ATTRIBUTE, place, message, remedy, Severity.WARNING)
    message = f"The same SELECT is sent {times} times, for other rows each time."
    remedy = "Ask for all rows at once: by a list of keys with in_(), by a join, or with load=."
    return Finding(BY_STATEMENT, place, message, remedy, Severity.WARNING)


def install(engine: Engine) -> None:
    """Let an engine tell each unit of work what it sends, so that `warned` can judge.

    One watcher for all units: one for each would be as slow as a statement, and slow each statement down.
    """
    Watcher(_note).listen(engine)


@contextmanager
def warned(engine: Engine) -> Iterator[Engine]:
    """An engine for one unit of work, of which every N+1 is logged as a warning when the unit ends.

    Args:
        engine: the engine of the unit, derived from one with `install`.
    """
    own = copy(engine)
    queries = own.__dict__[_NOTED] = Queries()
    yield own
    for (_, sites, _), found in n_plus_ones(queries.statements).items():
        place = f" at {found.place}: {source_of(sites[0])}" if sites else ""
        logger.warning("N+1%s: %s %s", place, found.message, found.remedy)


def _note(engine: Engine, text: str, parameters: Any, context: Any) -> None:
    queries = engine.__dict__.get(_NOTED)
    if queries is not None:
        queries.note(engine, text, parameters, context)
