"""The writer of `tests/conftest.py`: the application on a scratch database."""

from colonnade.design.tests.subject import Subjects

HEAD = '''\
"""What every test may ask for: the application on a scratch database, a session, a client."""

from collections.abc import Iterator

import pytest
from sqlalchemy import make_url
from sqlalchemy.schema import CreateSchema
from sqlmodel import Session

from app.database import db
from app.models import metadata
from colonnade import EVERYONE
from colonnade.testing import empty, key_of, scratch_database
from fastapi.testclient import TestClient


@pytest.fixture(scope="session", autouse=True)
def scratch() -> Iterator[None]:
    """Put the application on a database of its own: a SQLite file, or one on the server that DATABASE_URL names."""
    with scratch_database() as url:
        db.url = make_url(url){schemas}
        db.create_all(metadata)
        yield
        db.dispose()
'''

SCHEMAS = """
        if url.startswith("sqlite"):
            pytest.skip("the tables lie in schemas, which SQLite does not have; set DATABASE_URL")
        with db.engine.begin() as connection:
            for schema in {schemas}:
                connection.execute(CreateSchema(schema))"""

SESSION = '''

@pytest.fixture
def session() -> Iterator[Session]:
    """A session whose work is undone after the test."""
    with db.session({scope}) as session:
        yield session
        session.rollback()


@pytest.fixture
def clean() -> Iterator[None]:
    """Delete what the test stored for good."""
    yield
    empty(db.engine, metadata)
'''

OWNERS = '''

@pytest.fixture
def owner(clean: None) -> {owner}:
    """Somebody who owns rows."""
    with db.session(owner=EVERYONE) as session:
        return make_{name}(session)


@pytest.fixture
def stranger(clean: None) -> {owner}:
    """Somebody else."""
    with db.session(owner=EVERYONE) as session:
        return make_{name}(session)
'''

CLIENT = '''

@pytest.fixture
def client(clean: None) -> Iterator[TestClient]:
    """A client of the service."""
    with TestClient(app) as client:
        yield client
'''

OWNERS_CLIENT = '''

@pytest.fixture
def client(owner: {owner}) -> Iterator[TestClient]:
    """A client of the service that the owner signed in with."""
    with TestClient(app, headers=signed_in(owner)) as client:
        yield client


def signed_in(owner: {owner}) -> dict[str, str]:
    """The headers of a request by this owner."""
    return {{"Authorization": f"Bearer {{issue_token(key_of(owner))}}"}}
'''


def text(subjects: Subjects) -> str:
    """The text of `tests/conftest.py`."""
    owner = subjects.owner
    found, imports = HEAD.format(schemas=_schemas(subjects)), []
    found += SESSION.format(scope=subjects.scope)
    if owner is not None:
        found += OWNERS.format(owner=owner.model, name=owner.name)
        imports += [
            f"from app.models import {owner.model}",
            f"from tests.factories import make_{owner.name}",
        ]
    if subjects.design.fastapi:
        imports.append("from app.main import app")
        found += CLIENT if owner is None else OWNERS_CLIENT.format(owner=owner.model)
        if owner is not None:
            imports.append("from app.routes.auth import issue_token")
    anchor = "from app.database import db\n"
    return found.replace(anchor, anchor + "".join(f"{line}\n" for line in imports), 1)


def _schemas(subjects: Subjects) -> str:
    """Lines that make the schemas in which the tables lie."""
    tables = subjects.design.metadata.tables.values()
    names = sorted({table.schema for table in tables if table.schema})
    return SCHEMAS.format(schemas=names) if names else ""
