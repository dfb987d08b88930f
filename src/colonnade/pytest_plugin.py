"""The pytest plugin: fixtures around `colonnade.testing`, loaded wherever Colonnade is installed."""

from collections.abc import Iterator

import pytest

from colonnade.testing import scratch_database
from colonnade.two_owners import Client, TwoOwners


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
