"""The pytest plugin: fixtures around `colonnade.testing`, loaded wherever Colonnade is installed."""

from collections.abc import Iterator

import pytest

from colonnade.testing import scratch_database


@pytest.fixture
def scratch_url() -> Iterator[str]:
    """The URL of an empty database; the database is gone after the test."""
    with scratch_database() as url:
        yield url
