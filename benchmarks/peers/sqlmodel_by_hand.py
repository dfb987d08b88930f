"""SQLModel as a careful person writes it: no refresh, row values for the keyset, one statement where one does."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import create_engine, func, tuple_, update
from sqlmodel import Session, col, select

from benchmarks.peers import Peer, operations
from benchmarks.peers.ours import counter
from benchmarks.peers.plain_models import PlainTask
from benchmarks.peers.sqlmodel_usual import Usual, page_of
from benchmarks.taskboard import Priority


def peers(url: str) -> list[Peer]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    work = ByHand(engine)
    return [Peer("SQLModel, by hand", "model", operations(work), engine.dispose, counter(engine))]


class ByHand(Usual):
    def page_keyset(self, owner: int, key: int) -> Any:
        place = tuple_(col(PlainTask.created_at), col(PlainTask.id))
        return self.all(page_of(owner).where(place < (datetime(2025, 4, 1, tzinfo=UTC), 100_000)))

    def stats(self, owner: int, key: int) -> Any:
        counts = func.count()
        statement = select(
            counts,
            counts.filter(col(PlainTask.completed)),
            counts.filter(col(PlainTask.due_date) < datetime.now(UTC)),
            counts.filter(col(PlainTask.priority) == Priority.HIGH),
        ).where(PlainTask.user_id == owner, col(PlainTask.deleted_at).is_(None))
        with Session(self.engine) as session:
            return session.exec(statement).one()

    def create(self, owner: int, key: int) -> Any:
        with Session(self.engine, expire_on_commit=False) as session:
            task = PlainTask(
                title="New", description="What to do", priority=Priority.HIGH, user_id=owner
            )
            session.add(task)
            session.commit()
            return task

    def change(self, owner: int, key: int, **values: Any) -> Any:
        statement = update(PlainTask).where(
            col(PlainTask.id) == key,
            col(PlainTask.user_id) == owner,
            col(PlainTask.deleted_at).is_(None),
        )
        with Session(self.engine, expire_on_commit=False) as session:
            row = session.scalars(statement.values(**values).returning(PlainTask)).one()
            session.commit()
            return row

    def update(self, owner: int, key: int) -> Any:
        return self.change(owner, key, title="Changed", updated_at=datetime.now(UTC))

    def soft_delete(self, owner: int, key: int) -> Any:
        return self.change(owner, key, deleted_at=datetime.now(UTC))
