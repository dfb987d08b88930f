"""What every test may ask for."""

import os
import sys

import pytest

# Many tests start Python anew. Without bytecode on disk each of them compiles every library again, eight times as slow.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

pytest_plugins = ["tests.databases"]

BACKENDS = {"sqlite", "postgresql", "mariadb"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a database has no words for: `@pytest.mark.only("sqlite", "postgresql")`.

    The longest test begins first, so that no worker waits for it at the end.
    """
    left_out = [item for item in items if not is_meant(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if is_meant(item)]
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


def is_meant(item: pytest.Item) -> bool:
    """Whether a test is for the database it is parametrised with; MariaDB also goes by its dialect's name."""
    marks = [
        {"mariadb" if name == "mysql" else name for name in mark.args}
        for mark in item.iter_markers("only")
    ]
    values = (getattr(item, "callspec", None) and item.callspec.params.values()) or ()  # type: ignore[attr-defined]
    backends = {value for value in values if isinstance(value, str) and value in BACKENDS}
    return all(backends <= names for names in marks)
