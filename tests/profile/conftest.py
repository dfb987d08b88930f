"""The databases of `tests/data`, and a filled shop."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from tests.data.conftest import anyio_backend, kept
from tests.profile import shop

__all__ = ["anyio_backend", "filled", "kept"]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A file with the shop's rows, for tests that leave them alone or add a few."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('shop') / 'shop.db'}")
    shop.fill(engine)
    yield engine
    engine.dispose()
