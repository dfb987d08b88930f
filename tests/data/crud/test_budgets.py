"""How many statements each operation takes, with models and with schemas, on three databases."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from sqlmodel import Session

from colonnade import Crud, Database, count
from colonnade.data.crud import copying
from tests.data.compiled.schemas import TaskPublic, TaskWithTags
from tests.data.conftest import statements_of
from tests.data.taskboard import Tag, Task, User

Work = Callable[[Crud[Task]], Any]


NEW = {"title": "a", "user_id": 1}
MANY = count(Task.points > 1)


class Stats(BaseModel):
    total: int
    many: int


READS: dict[str, tuple[int, Work]] = {
    "get": (1, lambda tasks: tasks.get(1)),
    "get into": (1, lambda tasks: tasks.get(1, into=TaskPublic)),
    "get with tags": (2, lambda tasks: tasks.get(1, load=[Task.tags])),
    "get with tags into": (2, lambda tasks: tasks.get(1, into=TaskWithTags)),
    "list": (1, lambda tasks: tasks.list(sort="-points", limit=5)),
    "page, total": (1, lambda tasks: tasks.page(size=2, total=True)),
    "page, total, tags": (2, lambda tasks: tasks.page(size=2, total=True, load=[Task.tags])),
    "page, total, tags into": (2, lambda tasks: tasks.page(size=2, total=True, into=TaskWithTags)),
    "stats": (1, lambda tasks: tasks.aggregate(into=Stats, total=count(), many=MANY)),
}

WRITES: dict[str, tuple[int, int, Work]] = {
    "create": (1, 1, lambda tasks: tasks.create(NEW)),
    "create into": (1, 1, lambda tasks: tasks.create(NEW, into=TaskPublic)),
    "update": (1, 2, lambda tasks: tasks.update(1, {"points": 5})),
    "update into": (1, 2, lambda tasks: tasks.update(1, {"points": 5}, into=TaskPublic)),
    "update with tags": (2, 4, lambda tasks: tasks.update(1, {"points": 5}, into=TaskWithTags)),
    "soft delete": (1, 1, lambda tasks: tasks.delete(1)),
    "delete many": (1, 1, lambda tasks: tasks.delete_many(Task.points > 1)),
}
"""The statements, and those of MariaDB, which has no UPDATE ... RETURNING."""


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """A new session; there are three tasks with a tag each."""
    with db.session() as session:
        Crud(User, session).create({"email": "ann"})
        tag = Crud(Tag, session).create({"name": "x"})
        rows = [{**NEW, "points": points} for points in (1, 2, 3)]
        for task in Crud(Task, session).create_many(rows):
            task.tags.append(tag)
    with db.session() as session:
        yield session


@pytest.mark.parametrize("name", READS)
def test_reads(session: Session, db: Database, name: str) -> None:
    allowed, work = READS[name]
    with statements_of(db.engine) as sent:
        work(Crud(Task, session))
    assert len(sent) == allowed


@pytest.mark.parametrize("name", WRITES)
def test_writes(session: Session, db: Database, name: str) -> None:
    allowed, on_mariadb, work = WRITES[name]
    with statements_of(db.engine) as sent:
        work(Crud(Task, session))
    assert len(sent) == (on_mariadb if db.engine.dialect.name == "mysql" else allowed)


def test_bulk_insert_takes_a_statement_a_batch(
    session: Session, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL as well, where it is COPY, of which SQLAlchemy's events tell nothing."""
    calls: list[int] = []
    insert_rows = copying.insert_rows
    monkeypatch.setattr(
        copying, "insert_rows", lambda *given: calls.append(len(given[2])) or insert_rows(*given)
    )
    with statements_of(db.engine) as sent:
        Crud(Tag, session).bulk_create({"name": f"t{n}"} for n in range(10_000))
    assert calls == [5_000, 5_000]
    assert len(sent) == (0 if db.engine.dialect.name == "postgresql" else 2)
