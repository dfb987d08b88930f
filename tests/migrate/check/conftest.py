"""Databases for examples."""

from collections.abc import Iterator

import pytest

from tests.databases import MariaDB, PostgreSQL
from tests.migrate.check.examples import Runner


@pytest.fixture(scope="session")
def runners(
    postgresql: PostgreSQL, mariadb: MariaDB, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Runner]]:
    """A database of each kind, by SQLAlchemy's name of its dialect."""
    file = tmp_path_factory.mktemp("examples") / "examples.sqlite"
    urls = {"postgresql": postgresql.create(), "mysql": mariadb.create()}
    yield {name: Runner(url) for name, url in {**urls, "sqlite": f"sqlite:///{file}"}.items()}
    postgresql.drop(urls["postgresql"])
    mariadb.drop(urls["mysql"])
