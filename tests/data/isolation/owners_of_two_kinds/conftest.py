"""A database of two organisations and their users."""

import pytest

from colonnade import Database
from tests.data.conftest import BACKENDS
from tests.data.isolation.owners_of_two_kinds import models as owners
from tests.data.kept import Kept


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    made = kept(request.param, owners.metadata)
    owners.fill(made.engine)
    return made


@pytest.fixture
def sqlite(kept: Kept) -> Database:
    """For what does not depend on the database."""
    made = kept("sqlite", owners.metadata)
    owners.fill(made.engine)
    return made
