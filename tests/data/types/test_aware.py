"""Moments without a time zone are refused where they are given, not where they are stored."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import NaiveDatetime, ValidationError
from sqlalchemy import DateTime, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Database, Model, Timestamped, crud_router, problem_handlers

AWARE = datetime(2026, 3, 1, tzinfo=UTC)
NAIVE = datetime(2026, 3, 1)


class Base(Model, registry=registry(metadata=MetaData())):
    """The base of the models of this module."""


class Planned(Base):
    due: datetime | None = None


class Visit(Planned, Timestamped, Base, table=True):
    __tablename__ = "visits"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    until: datetime | None = None
    local: datetime | None = Field(default=None, sa_type=DateTime)
    plain: NaiveDatetime | None = None


class VisitCreate(Base):
    at: datetime


@pytest.mark.parametrize("name", ["at", "until", "due", "created_at"])
@pytest.mark.parametrize("moment", [NAIVE, "2026-03-01T00:00:00"])
def test_a_moment_without_a_zone_is_refused(name: str, moment: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Visit(**{"at": AWARE, name: moment})
    assert [(e["type"], e["loc"]) for e in refused.value.errors()] == [("timezone_aware", (name,))]


def test_an_assignment_without_a_zone_is_refused() -> None:
    visit = Visit(at=AWARE)
    with pytest.raises(ValidationError):
        visit.at = NAIVE
    assert visit.at == AWARE


@pytest.mark.parametrize("name", ["local", "plain"])
def test_a_column_that_keeps_no_zone_takes_it(name: str) -> None:
    assert getattr(Visit(**{"at": AWARE, name: NAIVE}), name) == NAIVE


@pytest.mark.parametrize("create", [VisitCreate, None])
def test_a_request_without_a_zone_is_answered_with_the_field(create: Any) -> None:
    db = Database("sqlite://", metadata=Base.metadata)
    db.create_all(Base.metadata)
    app = FastAPI(lifespan=db.lifespan)
    problem_handlers(app)
    app.include_router(crud_router(Visit, db, create=create))
    with TestClient(app) as client:
        answer = client.post("/visits", json={"at": "2026-03-01T00:00:00"})
    assert (answer.status_code, answer.json()["field"]) == (422, "at")
