"""The routes that `crud_router` makes keep owners apart, seen from outside."""

import pytest

from colonnade import EVERYONE, Crud
from tests.data.api.conftest import application
from tests.data.api.test_owner import Country, Person, metadata, routers
from tests.data.conftest import kept as kept
from tests.data.kept import Kept
from tests.two_owners.conftest import two


@pytest.mark.filterwarnings("error::UserWarning")
def test_a_stranger_sees_nothing(kept: Kept) -> None:
    db = kept("sqlite", metadata)
    with db.session(owner=EVERYONE) as session:
        Crud(Person, session).create_many([{"name": "Ann"}, {"name": "Bob"}])
        Crud(Country, session).create({"name": "Fiji"})
    app = application(*routers(db))
    with two(app, "X-Person", of="1 2") as owners:
        report = owners.check(app)
    assert report.sights == []
    assert report.notes == ["POST /country answers 404 to a body of its schema"]
