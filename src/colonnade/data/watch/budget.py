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
    found = n_plus_ones(queries.statements)
    loops = {(_short(text), sites): one for (text, sites, _), one in found.items()}
    lines: list[str] = []
    for group, times in Counter(map(_group, queries.statements)).most_common():
        text, sites = group
        lines += ["", f"{times} x {text}", *(f"    {_line(site)}" for site in sites)]
        if group in loops:
            lines.append(f"    N+1: {loops[group].message} {loops[group].remedy}")
    return "\n".join(lines)


def _group(statement: Statement) -> tuple[str, tuple[Site, ...]]:
    return _short(statement.text), statement.sites


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}..."


def _line(site: Site) -> str:
    return f"{site}: {source_of(site)}"
