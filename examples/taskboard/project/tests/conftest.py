"""What every test may ask for: the application on a scratch database, a session, a client."""

from collections.abc import Iterator

import pytest
from colonnade import EVERYONE
from colonnade.testing import empty, key_of, scratch_database
from fastapi.testclient import TestClient
from sqlalchemy import make_url
from sqlmodel import Session

from app.database import db
from app.main import app
from app.models import User, metadata
from app.routes.auth import issue_token
from tests.factories import make_user


@pytest.fixture(scope="session", autouse=True)
def scratch() -> Iterator[None]:
    """Put the application on a database of its own: a SQLite file, or one on the server that DATABASE_URL names."""
    with scratch_database() as url:
        db.url = make_url(url)
        db.create_all(metadata)
        yield
        db.dispose()


@pytest.fixture
def session() -> Iterator[Session]:
    """A session whose work is undone after the test."""
    with db.session(owner=EVERYONE) as session:
        yield session
        session.rollback()


@pytest.fixture
def clean() -> Iterator[None]:
    """Delete what the test stored for good."""
    yield
    empty(db.engine, metadata)


@pytest.fixture
def owner(clean: None) -> User:
    """Somebody who owns rows."""
    with db.session(owner=EVERYONE) as session:
        return make_user(session)


@pytest.fixture
def stranger(clean: None) -> User:
    """Somebody else."""
    with db.session(owner=EVERYONE) as session:
        return make_user(session)


@pytest.fixture
def client(owner: User) -> Iterator[TestClient]:
    """A client of the service that the owner signed in with."""
    with TestClient(app, headers=signed_in(owner)) as client:
        yield client


def signed_in(owner: User) -> dict[str, str]:
    """The headers of a request by this owner."""
    return {"Authorization": f"Bearer {issue_token(key_of(owner))}"}
