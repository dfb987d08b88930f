"""Routes whose database enforces owners."""

import pytest
from pydantic import BaseModel

from colonnade import Database, crud_router
from tests.data.api.conftest import served
from tests.data.isolation.models import Task
from tests.data.isolation.world import ALICE


class Titled(BaseModel):
    """What PostgreSQL writes as JSON."""

    id: int
    title: str


async def alice() -> int:
    return ALICE


@pytest.mark.anyio
async def test_a_new_row_is_written_by_its_owner(db: Database) -> None:
    """The policies refuse it without a transaction that names one."""
    async with served(db, crud_router(Task, db, owner=alice, public=Titled)) as client:
        made = await client.post("/tasks", json={"title": "a3"})
        assert (await client.get(made.headers["Location"])).json()["title"] == "a3"
