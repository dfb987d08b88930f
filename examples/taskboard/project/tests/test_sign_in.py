"""Who has the password gets an access token."""

from typing import Any

import pytest
from colonnade import EVERYONE
from colonnade.testing import body
from fastapi.testclient import TestClient

from app.database import db
from app.models import UserCreate
from tests.factories import new_user


@pytest.fixture
def member(client: TestClient) -> dict[str, Any]:
    """What somebody sent to sign up."""
    with db.session(owner=EVERYONE) as session:
        sent = body(UserCreate, new_user(session))
    assert client.post("/sign-up", json=sent).status_code == 201
    return sent


def test_who_has_the_password_gets_in(member: dict[str, Any], client: TestClient) -> None:
    said = {name: member[name] for name in ("email", "password")}
    token = client.post("/sign-in", json=said).json()["access_token"]
    seen = client.get("/users", headers={"Authorization": f"Bearer {token}"})
    assert seen.status_code == 200
    assert member["email"] in [one["email"] for one in seen.json()["items"]]


@pytest.mark.parametrize("name", ["email", "password"])
def test_a_wrong_answer_lets_nobody_in(
    name: str, member: dict[str, Any], client: TestClient
) -> None:
    said = {"email": member["email"], "password": member["password"], name: "wrong"}
    assert client.post("/sign-in", json=said).status_code == 401
