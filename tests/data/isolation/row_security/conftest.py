"""A PostgreSQL database whose tables are protected, and a role for the application."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from colonnade import Database
from colonnade.data.isolation.row_security.statements import (
    role_statements,
    row_security_statements,
)
from tests.data.isolation.models import metadata
from tests.data.isolation.world import fill
from tests.databases import PostgreSQL, unique


@dataclass(frozen=True)
class Protected:
    """The database as its administrator and as the application see it."""

    admin: Engine
    role: str
    url: str

    def database(self, **options) -> Database:
        return Database(self.url, metadata=metadata, row_security=True, **options)


@pytest.fixture(scope="session")
def role(postgresql: PostgreSQL) -> Iterator[str]:
    """The application's role."""
    name = unique("app")
    with postgresql.connect() as connection:
        for statement in role_statements(name):
            connection.execute(statement)
    yield name
    with postgresql.connect() as connection:
        connection.execute(f"DROP ROLE {name}; DROP ROLE {name}_everyone")


def protect(engine: Engine, role: str) -> None:
    """Tables, a view, policies and rights."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        view = "CREATE VIEW v_tasks WITH (security_invoker = true) AS SELECT * FROM tasks"
        connection.execute(text(view))
        connection.execute(text(f"GRANT SELECT ON v_tasks TO {role}"))
        for name in ("tasks", "projects", "tags", "comments", "labels"):
            connection.execute(text(f"ALTER SEQUENCE {name}_id_seq RESTART WITH 50000"))
        for statement in row_security_statements(metadata, role):
            connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def made(postgresql: PostgreSQL, role: str) -> Iterator[Protected]:
    """One database for all tests here."""
    url = postgresql.create()
    admin = create_engine(url)
    protect(admin, role)
    plain = make_url(url).set(username=role, password=None, drivername="postgresql")
    yield Protected(admin, role, plain.render_as_string(hide_password=False))
    admin.dispose()
    postgresql.drop(url)


@pytest.fixture
def protected(made: Protected) -> Protected:
    """The database with the rows of Alice and Bob."""
    fill(made.admin)
    return made


@pytest.fixture
def db(protected: Protected) -> Iterator[Database]:
    """The application's database."""
    database = protected.database()
    yield database
    database.dispose()
