"""The task board on a database of its own, where Ann and Bob are."""

from collections.abc import Iterator

import pytest
from colonnade import EVERYONE
from colonnade.testing import empty, scratch_database
from sqlalchemy import make_url

from models import User, metadata
from taskboard import Users, db, drop_db, init_db


@pytest.fixture(scope="session", autouse=True)
def scratch() -> Iterator[None]:
    """A SQLite file, or a database on the server that DATABASE_URL names."""
    with scratch_database() as url:
        db.url = make_url(url)
        init_db()
        yield
        drop_db()
        db.dispose()


@pytest.fixture(autouse=True)
def people() -> Iterator[None]:
    """Ann and Bob, and nothing else."""
    with db.session(owner=EVERYONE) as session:
        users = Users(User, session)
        for name in ("Ann", "Bob"):
            users.create_user({"id": name.lower(), "name": name, "email": f"{name}@example.com"})
    yield
    empty(db.engine, metadata)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
