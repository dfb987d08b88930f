"""A pytest plugin: the statements of a test belong together."""

from collections.abc import Generator
from typing import Any

import pytest

from colonnade.profile.recording.scope import scope


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """A scope around each test, with its fixtures."""
    with scope(lambda: item.nodeid):
        return (yield)
