"""UUIDs of version 7 as RFC 9562 has them, in order within a process, as keys on three databases."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, select

from colonnade import Crud, Model, uuid7
from colonnade.data.api.derived import derived_schema
from colonnade.data.types import uuid7 as module
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Event(Base, table=True):
    """Has such a key."""

    __tablename__ = "events"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str = Field(max_length=10)


def test_version_and_variant() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, RFC_4122)


def test_it_begins_with_the_time() -> None:
    assert abs((uuid7().int >> 80) - time.time() * 1000) < 60_000


def test_each_is_greater_than_the_last() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_threads_get_different_ones() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = [
            key
            for keys in pool.map(lambda _: [uuid7() for _ in range(2000)], range(4))
            for key in keys
        ]
    assert len(set(made)) == 8000


def test_a_clock_that_goes_back_is_no_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = uuid7()
    monkeypatch.setattr(module.time, "time_ns", lambda: 0)
    assert uuid7() > before


def test_a_full_counter_takes_the_next_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    before = uuid7()
    monkeypatch.setattr(module, "_counter", (1 << 42) - 1)
    monkeypatch.setattr(module.time, "time_ns", lambda: 0)
    assert uuid7().int >> 80 == (before.int >> 80) + 1


@pytest.mark.parametrize("backend", BACKENDS)
def test_as_a_key(kept: Kept, backend: str) -> None:
    db = kept(backend, metadata)
    with db.session() as session:
        made = Crud(Event, session).create_many({"name": str(n)} for n in range(20))
    with db.session() as session:
        assert Crud(Event, session).get(made[3].id).name == "3"
        names = session.exec(select(Event.name).order_by("id")).all()
    assert names == [str(n) for n in range(20)]


def test_a_client_does_not_send_it() -> None:
    assert list(derived_schema(Event, "Create").model_fields) == ["name"]
