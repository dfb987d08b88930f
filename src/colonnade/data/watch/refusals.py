"""What is said where an attribute was not loaded along and may not, or cannot, be loaded later."""

import linecache
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import RelationshipProperty

from colonnade.data.watch.siblings import State
from colonnade.data.watch.sites import Site, sites
from colonnade.errors import LazyLoadRefused


def not_awaited(name: str, remedy: str) -> LazyLoadRefused:
    """The error for an attribute that is read in a coroutine.

    Args:
        name: the attribute, as `Task.tags`.
        remedy: what to write.
    """
    return LazyLoadRefused(
        f"{name} is not loaded, and an attribute cannot be awaited{_where()}.",
        f"{remedy}, or read it within session.run_sync(...).",
    )


def refused(name: str, remedy: str) -> LazyLoadRefused:
    """The error for an attribute that is read where lazy loads are refused; the arguments are as for `not_awaited`."""
    return LazyLoadRefused(
        f"{name} is not loaded, and lazy loads are refused{_where()}.", f"{remedy}."
    )


def over(name: str, remedy: str) -> LazyLoadRefused:
    """The error for an attribute that is read after its unit of work; the arguments are as for `not_awaited`."""
    return LazyLoadRefused(
        f"{name} is not loaded, and its unit of work is over{_where()}.",
        f"{remedy}, or read it before the session ends.",
    )


def loading_along(state: State, relationship: RelationshipProperty[Any]) -> str:
    """What to write so that a relationship is loaded along.

    Args:
        state: the instance that is without it, which knows how it was loaded itself.
        relationship: the relationship.
    """
    steps = [*_relationships(state.load_path.path), relationship]
    names = [str(step) for step in steps]
    if len(names) > 1:
        return f"Load it along: load=[{'.'.join(f'selectinload({name})' for name in names)}]"
    return f"Load it along: load=[{names[0]}]"


def loading_columns(names: Sequence[str]) -> str:
    """What to write so that columns are loaded along, by their names as `Task.notes`."""
    return f"Load it along: load=[{', '.join(f'undefer({name})' for name in names)}]"


def source_of(site: Site) -> str:
    """The text of a line; empty when there is no file."""
    return linecache.getline(site.path, site.line).strip()


def _where() -> str:
    site = next(iter(sites(1)), None)
    if site is None:
        return ""
    source = source_of(site)
    return f" ({site}: {source})" if source else f" ({site})"


def _relationships(path: Sequence[Any]) -> Iterator[RelationshipProperty[Any]]:
    return (step for step in path if isinstance(step, RelationshipProperty))
