"""A hundred clients at a time want ten e-mail addresses: ten get one, the others hear why not."""

import asyncio
from collections import Counter

import pytest

from colonnade import Database
from colonnade.data.api.router import crud_router
from tests.data.api.conftest import served
from tests.data.models import User

pytestmark = pytest.mark.anyio


async def test_every_conflict_is_answered_as_one(async_url: str) -> None:
    db = Database(async_url)
    async with served(db, crud_router(User, db)) as client:
        posts = (client.post("/users", json={"email": f"user{n % 10}"}) for n in range(100))
        answers = await asyncio.gather(*posts)
        assert Counter(answer.status_code for answer in answers) == {201: 10, 409: 90}
        assert {a.json()["field"] for a in answers if a.status_code == 409} == {"email"}
        users = (await client.get("/users?size=100&total=true")).json()
        assert (len({user["email"] for user in users["items"]}), users["total"]) == (10, 10)
