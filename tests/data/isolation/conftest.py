"""One database of each kind for all tests here; every test fills it anew."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from tests.data.isolation.world import fill, make_engine


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


@pytest.fixture(scope="session", params=["sqlite", "postgresql", "mariadb"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """The application's engine."""
    if request.param == "sqlite":
        engine = prepared(f"sqlite:///{tmp_path_factory.mktemp('isolation') / 'world.sqlite'}")
        yield engine
        engine.dispose()
        return
    server = request.getfixturevalue(request.param)
    url = server.create()
    engine = prepared(url)
    yield engine
    engine.dispose()
    server.drop(url)


@pytest.fixture
def world(database: Engine) -> Engine:
    """The application's engine on a database with the rows of Alice and Bob."""
    fill(database)
    return database
