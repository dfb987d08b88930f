"""SQLModel as it is usually written: read before each change, commit, refresh."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import create_engine, func
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from benchmarks.peers import SIZE, Peer, operations
from benchmarks.peers.ours import counter
from benchmarks.peers.plain_models import PlainTask
from benchmarks.taskboard import Priority


def peers(url: str) -> list[Peer]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    work = Usual(engine)
    return [
        Peer("SQLModel, usual form", "model", operations(work), engine.dispose, counter(engine))
    ]


def page_of(owner: int) -> Any:
    return (
        select(PlainTask)
        .where(
            PlainTask.user_id == owner,
            PlainTask.completed == False,  # noqa: E712
            col(PlainTask.deleted_at).is_(None),
        )
        .order_by(col(PlainTask.created_at).desc(), col(PlainTask.id).desc())
        .limit(SIZE)
    )


class Usual:
    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def found(self, session: Session, owner: int, key: int) -> PlainTask:
        statement = select(PlainTask).where(
            PlainTask.id == key, PlainTask.user_id == owner, col(PlainTask.deleted_at).is_(None)
        )
        return session.exec(statement).one()

    def get(self, owner: int, key: int) -> Any:
        with Session(self.engine) as session:
            return self.found(session, owner, key)

    def all(self, statement: Any) -> Any:
        with Session(self.engine) as session:
            return session.exec(statement).all()

    def page(self, owner: int, key: int) -> Any:
        return self.all(page_of(owner))

    def page_keyset(self, owner: int, key: int) -> Any:
        return self.all(page_of(owner).offset(SIZE))

    def page_total(self, owner: int, key: int) -> Any:
        with Session(self.engine) as session:
            rows = session.exec(page_of(owner)).all()
            inner = page_of(owner).limit(None).subquery()
            return rows, session.exec(select(func.count()).select_from(inner)).one()

    def page_tags(self, owner: int, key: int) -> Any:
        return self.all(page_of(owner).options(selectinload(PlainTask.tags)))  # type: ignore[arg-type]

    def search(self, owner: int, key: int) -> Any:
        word = "%milk%"
        either = col(PlainTask.title).ilike(word) | col(PlainTask.description).ilike(word)
        return self.all(page_of(owner).where(either))

    def stats(self, owner: int, key: int) -> Any:
        counts = select(func.count(col(PlainTask.id))).where(
            PlainTask.user_id == owner, col(PlainTask.deleted_at).is_(None)
        )
        further: list[Any] = [
            PlainTask.completed == True,  # noqa: E712
            col(PlainTask.due_date) < datetime.now(UTC),
            PlainTask.priority == Priority.HIGH,
        ]
        with Session(self.engine) as session:
            return [
                session.exec(counts).one(),
                *(session.exec(counts.where(condition)).one() for condition in further),
            ]

    def create(self, owner: int, key: int) -> Any:
        with Session(self.engine) as session:
            task = PlainTask(
                title="New", description="What to do", priority=Priority.HIGH, user_id=owner
            )
            session.add(task)
            session.commit()
            session.refresh(task)
            return task

    def update(self, owner: int, key: int) -> Any:
        with Session(self.engine) as session:
            task = self.found(session, owner, key)
            task.title = f"Changed {datetime.now(UTC)}"
            task.updated_at = datetime.now(UTC)
            session.add(task)
            session.commit()
            session.refresh(task)
            return task

    def soft_delete(self, owner: int, key: int) -> Any:
        with Session(self.engine) as session:
            task = self.found(session, owner, key)
            task.deleted_at = datetime.now(UTC)
            session.add(task)
            session.commit()
