"""Databases for the fuzzer."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from tests.data.isolation.fuzz.places import Memory, Place, Server


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where worlds are made."""
    if request.param == "sqlite":
        yield Memory()
        return
    server = request.getfixturevalue(request.param)
    urls = [server.create() for _ in range(2)]
    engines = [create_engine(url, enable_from_linting=False) for url in urls]
    yield Server(*engines)
    for engine, url in zip(engines, urls, strict=True):
        engine.dispose()
        server.drop(url)
