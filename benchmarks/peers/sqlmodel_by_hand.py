"""SQLModel, sync, as a careful user writes it: RETURNING instead of `refresh`, one statement where one will do."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, create_engine, insert, not_, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, func, select

from benchmarks.guides import Tag, Task
from benchmarks.peers.peer import Answers, Row
from benchmarks.peers.sqlmodel_guides import alive, found, newest, oldest


class ByHand:
    """A session for each operation."""

    answers: Answers = "model"

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

    def open(self) -> None:
        """The engine connects by itself."""

    def close(self) -> None:
        self.engine.dispose()

    def session(self) -> Session:
        return Session(self.engine, expire_on_commit=False)

    def get(self, task_id: int) -> Any:
        with self.session() as session:
            statement = select(Task).where(Task.id == task_id, col(Task.deleted_at).is_(None))
            return session.exec(statement).one()

    def list_first(self, user_id: int) -> Any:
        return self._all(newest(alive(user_id)))

    def list_total(self, user_id: int) -> Any:
        count = select(func.count()).where(Task.user_id == user_id, col(Task.deleted_at).is_(None))
        with self.session() as session:
            return session.exec(newest(alive(user_id))).all(), session.exec(count).one()

    def list_deep(self, offset: int) -> Any:
        return self._all(oldest(offset))

    def list_keyset(self, created_at: Any, task_id: int) -> Any:
        place = tuple_(col(Task.created_at), col(Task.id))
        return self._all(oldest(0).where(place > tuple_(created_at, task_id)))

    def search(self, user_id: int, word: str) -> Any:
        return self._all(found(user_id, word))

    def list_tags(self, user_id: int) -> Any:
        return self._all(newest(alive(user_id)).options(selectinload(Task.tags)))

    def stats(self, user_id: int) -> Any:
        overdue = and_(not_(col(Task.completed)), col(Task.due_date) < datetime.now(UTC))
        statement = select(
            func.count().label("total"),
            func.count().filter(col(Task.completed)).label("completed"),
            func.count().filter(overdue).label("overdue"),
            func.count().filter(col(Task.priority) == "high").label("high"),
        ).where(Task.user_id == user_id, col(Task.deleted_at).is_(None))
        with self.session() as session:
            return session.execute(statement).mappings().one()

    def create(self, task: Row) -> Any:
        with self.session() as session:
            made = Task(**task)
            session.add(made)
            session.commit()
            return made

    def update(self, task_id: int, changes: Row) -> Any:
        values = {**changes, "updated_at": datetime.now(UTC)}
        statement = update(Task).where(col(Task.id) == task_id, col(Task.deleted_at).is_(None))
        with self.session() as session:
            changed = session.scalars(statement.values(values).returning(Task)).one()
            session.commit()
            return changed

    def soft_delete(self, task_id: int) -> Any:
        statement = update(Task).where(col(Task.id) == task_id, col(Task.deleted_at).is_(None))
        with self.session() as session:
            session.execute(statement.values(deleted_at=datetime.now(UTC)))
            session.commit()

    def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        self._many(insert(Task), tasks)

    def bulk_update(self, tasks: Sequence[Row]) -> Any:
        self._many(update(Task), tasks)

    def upsert(self, tags: Sequence[Row]) -> Any:
        new = postgresql_insert(Tag)
        values = {"name": new.excluded.name}
        self._many(new.on_conflict_do_update(index_elements=["id"], set_=values), tags)

    def _all(self, statement: Any) -> Any:
        with self.session() as session:
            return session.exec(statement).all()

    def _many(self, statement: Any, rows: Sequence[Row]) -> None:
        with self.session() as session:
            session.execute(statement, rows)
            session.commit()
