"""`Crud`: every method that is more than a statement of SQLAlchemy's."""

from typing import Any

from pydantic import BaseModel
from sqlmodel import func

from colonnade import Crud, count
from colonnade.data.isolation.session import ScopedSession
from tests.data.isolation.models import Task
from tests.data.isolation.world import Outcome, Paths

paths = Paths()


class Stats(BaseModel):
    total: int
    high: int
    title: str | None


class PerPriority(BaseModel):
    priority: int
    total: int


@paths.add("aggregate", Outcome.SAME)
def aggregate(session: ScopedSession) -> Any:
    return Crud(Task, session).aggregate(
        into=Stats, total=count(), high=count(Task.priority > 5), title=func.max(Task.title)
    )


@paths.add("aggregate_by", Outcome.SAME)
def aggregate_by(session: ScopedSession) -> Any:
    return Crud(Task, session).aggregate_by(Task.priority, into=PerPriority, total=count())
