"""A request's owners may be an organisation and one of its users."""

from typing import Annotated, Any

import pytest
from fastapi import Header

from colonnade.data.api.router import crud_router
from tests.data.api.conftest import served
from tests.data.conftest import BACKENDS
from tests.data.isolation.owners_of_two_kinds import models as owners
from tests.data.isolation.owners_of_two_kinds.models import (
    ANN,
    BEN,
    BLUE,
    CLEO,
    RED,
    Document,
    Organisation,
    User,
)

pytestmark = pytest.mark.anyio


def caller(x_user: Annotated[str, Header()]) -> Any:
    return {Organisation: BLUE if x_user == CLEO else RED, User: x_user}


@pytest.fixture(params=BACKENDS)
async def api(request, kept):
    db = kept(request.param, owners.metadata)
    owners.fill(db.engine)
    async with served(db, crud_router(Document, db, owner=caller)) as client:
        yield client


async def test_rows_of_both_owners(api):
    for user, key in ((ANN, 41), (BEN, 42), (CLEO, 43)):
        found = (await api.get("/documents", headers={"X-User": user})).json()["items"]
        assert [row["id"] for row in found] == [key]


async def test_new_row_gets_both_owners(api):
    made = await api.post("/documents", json={"title": "new"}, headers={"X-User": ANN})
    assert made.status_code == 201
    key = made.json()["id"]
    assert (await api.get(f"/documents/{key}", headers={"X-User": ANN})).status_code == 200
    assert (await api.get(f"/documents/{key}", headers={"X-User": BEN})).status_code == 404
