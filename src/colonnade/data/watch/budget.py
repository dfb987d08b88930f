"""`assert_max_queries`: a budget of statements, and what was sent when it is exceeded."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from colonnade.data.watch.engines import Watched
from colonnade.data.watch.n_plus_one import n_plus_ones
from colonnade.data.watch.queries import Queries, Statement, count_queries
from colonnade.data.watch.refusals import source_of
from colonnade.data.watch.sites import Site

_WIDTH = 160


class TooManyQueries(AssertionError):
    """A block sent more statements than it may."""


@contextmanager
def assert_max_queries(most: int, on: Watched = None) -> Iterator[Queries]:
    """Allow the block so many statements, in sync and in async code.

        with assert_max_queries(2, db):
            client.get("/tasks")

    Args:
        most: how many statements the block may send.
        on: as for `count_queries`.

    Raises:
        TooManyQueries: it sends more; an `AssertionError`. The message has them in groups, each with the line that sent it and, where it is
            an N+1, what to write instead. No values are in it.
    """
    with count_queries(on) as queries:
        yield queries
    if queries.count > most:
        raise TooManyQueries(
            f"Statements sent: {queries.count}, allowed: {most}.\n{report(queries)}"
        )


def report(queries: Queries) -> str:
    """The statements in groups, those first that were sent most often."""
    loops = {group[1]: found for group, found in n_plus_ones(queries.statements).items()}
    lines: list[str] = []
    for (text, sites), times in Counter(map(_group, queries.statements)).most_common():
        lines += ["", f"{times} x {text}", *(f"    {_line(site)}" for site in sites)]
        if sites in loops:
            lines.append(f"    N+1: {loops[sites].message} {loops[sites].remedy}")
    return "\n".join(lines)


def _group(statement: Statement) -> tuple[str, tuple[Site, ...]]:
    text = " ".join(statement.text.split())
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}...", statement.sites


def _line(site: Site) -> str:
    return f"{site}: {source_of(site)}"
