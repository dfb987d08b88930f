"""Databases with the tables of these tests, made once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from colonnade import EVERYONE, Database
from colonnade.testing import empty
from tests.data.history import models
from tests.databases import MariaDB, PostgreSQL


def made(url: str) -> Iterator[Database]:
    database = Database(url, metadata=models.metadata)
    database.create_all(models.metadata)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def sqlite_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from made(f"sqlite:///{tmp_path_factory.mktemp('history') / 'history.sqlite'}")


@pytest.fixture(scope="session")
def postgresql_history(postgresql: PostgreSQL) -> Iterator[Database]:
    yield from made(url := postgresql.create())
    postgresql.drop(url)


@pytest.fixture(scope="session")
def mariadb_history(mariadb: MariaDB) -> Iterator[Database]:
    yield from made(url := mariadb.create())
    mariadb.drop(url)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Two users, on each back end in turn."""
    database: Database = request.getfixturevalue(f"{request.param}_history")
    with database.session(owner=EVERYONE) as session:
        users = [{"id": 1, "email": "ann@x"}, {"id": 2, "email": "bob@x"}]
        session.execute(insert(models.User), users)
    yield database
    empty(database.engine, models.metadata)
