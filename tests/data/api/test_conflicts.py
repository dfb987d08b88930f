"""A hundred clients at a time want ten e-mail addresses: ten get one, the others hear why not; under a real server."""

import asyncio
from collections import Counter

import httpx
import pytest
from fastapi import FastAPI

from colonnade import Database
from colonnade.data.api.problems import problem_handlers
from colonnade.data.api.router import crud_router
from tests.data.api.server import running
from tests.data.taskboard import User

pytestmark = pytest.mark.anyio


async def test_every_conflict_is_answered_as_one(async_url: str) -> None:
    db = Database(async_url)
    app = FastAPI(lifespan=db.lifespan)
    problem_handlers(app)
    app.include_router(crud_router(User, db))
    everybody = httpx.Limits(max_connections=100)
    with running(app) as address:
        async with httpx.AsyncClient(base_url=address, limits=everybody, timeout=60) as client:
            posts = (client.post("/users", json={"email": f"user{n % 10}"}) for n in range(100))
            answers = await asyncio.gather(*posts)
            users = (await client.get("/users?size=100&total=true")).json()
    assert Counter(answer.status_code for answer in answers) == {201: 10, 409: 90}
    assert {a.json()["field"] for a in answers if a.status_code == 409} == {"email"}
    assert (len({user["email"] for user in users["items"]}), users["total"]) == (10, 10)
