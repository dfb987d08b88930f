"""Two databases of each kind for all tests here; every test finds its rows in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.data.isolation.world import TWINS, fill, make_engine


def prepared(url: str) -> Engine:
    """An engine on new tables, a view, and on PostgreSQL a function."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE VIEW v_tasks AS SELECT * FROM tasks"))
        if engine.dialect.name == "postgresql":
            body = "'select title::text from tasks'"
            function = f"CREATE FUNCTION all_titles() RETURNS SETOF text LANGUAGE sql AS {body}"
            connection.execute(text(function))
            for name in ("tasks", "projects", "tags", "comments", "labels"):
                # Far from the keys that the rows of the tests have.
                connection.execute(text(f"ALTER SEQUENCE {name}_id_seq RESTART WITH 50000"))
    return engine


@contextmanager
def made(request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    """A database of the fixture's back end."""
    server = None if request.param == "sqlite" else request.getfixturevalue(request.param)
    url = server.create() if server else f"sqlite:///{folder / 'world.sqlite'}"
    engine = prepared(url)
    yield engine
    engine.dispose()
    if server:
        server.drop(url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql", "mariadb"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """The application's engine; `alone` gives its twin."""
    folders = (tmp_path_factory.mktemp("isolation") for _ in range(2))
    with made(request, next(folders)) as engine, made(request, next(folders)) as twin:
        TWINS[engine] = twin
        yield engine


@pytest.fixture
def world(database: Engine) -> Engine:
    """The application's engine on a database with the rows of Alice and Bob."""
    fill(database)
    return database
