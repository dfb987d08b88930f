"""The pytest plugin: fixtures around `colonnade.testing`, loaded wherever Colonnade is installed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest

from colonnade.testing import scratch_database
from colonnade.two_owners import Client, TwoOwners

if TYPE_CHECKING:
    from colonnade.data.watch.engines import Watched
    from colonnade.data.watch.queries import Queries


@pytest.fixture
def scratch_url() -> Iterator[str]:
    """The URL of an empty database; the database is gone after the test."""
    with scratch_database() as url:
        yield url


@pytest.fixture
def owner_clients() -> tuple[Client, Client]:
    """Two clients, each signed in as an owner of its own; an application writes this fixture itself."""
    pytest.fail(
        "Nobody says who the two owners are.\n"
        "Write a fixture `owner_clients` that returns two clients of the application, each signed in as "
        "somebody else.",
        pytrace=False,
    )


@pytest.fixture
def two_owners(owner_clients: tuple[Client, Client]) -> TwoOwners:
    """Whether a stranger gets at an owner's rows: `two_owners.check(app)`."""
    return TwoOwners(*owner_clients)


@pytest.fixture
def max_queries() -> "Callable[..., AbstractContextManager[Queries]]":
    """`with max_queries(2):` fails the test when the block sends more statements, and says which and from where.

    As `colonnade.assert_max_queries`, whose message is all that is shown.
    """
    from colonnade.data.watch.budget import TooManyQueries, assert_max_queries

    @contextmanager
    def allow(most: int, on: "Watched" = None) -> "Iterator[Queries]":
        try:
            with assert_max_queries(most, on) as queries:
                yield queries
        except TooManyQueries as error:
            pytest.fail(str(error), pytrace=False)

    return allow


@pytest.fixture
def no_lazy_loads() -> Iterator[None]:
    """Lazy loads are refused during the test: each raises `LazyLoadRefused`, which says what to load along."""
    from colonnade.data.watch.lazy import refuse_lazy_loads

    with refuse_lazy_loads():
        yield
