"""A database in which Alice and Bob have the same."""

import pytest

from colonnade import Database
from tests.data.conftest import BACKENDS
from tests.data.isolation.related import models
from tests.data.kept import Kept


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    made = kept(request.param, models.metadata)
    models.fill(made)
    return made
