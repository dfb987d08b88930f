"""SQLAlchemy Core with statements that are built once; rows, one unit for each operation."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, create_engine, func, insert, select, tuple_, update

from benchmarks.peers import SIZE, Peer, operations
from benchmarks.peers.ours import counter
from benchmarks.taskboard import metadata

tasks, tags, links = (metadata.tables[name] for name in ("tasks", "tags", "task_tags"))
shown = [c for c in tasks.c if c.name != "deleted_at"]
alive = tasks.c.deleted_at.is_(None)
owner_ = bindparam("owner", type_=tasks.c.user_id.type)
of_owner = (tasks.c.user_id == owner_, alive)
opened = (*of_owner, tasks.c.completed.is_(False))
newest = (tasks.c.created_at.desc(), tasks.c.id.desc())
one = (tasks.c.id == bindparam("task"), *of_owner)

GET = select(*shown).where(*one)
PAGE = select(*shown).where(*opened).order_by(*newest).limit(SIZE + 1)
KEYSET = PAGE.where(
    tuple_(tasks.c.created_at, tasks.c.id)
    < tuple_(bindparam("at", type_=tasks.c.created_at.type), bindparam("id_"))
)
COUNT = select(func.count()).select_from(tasks).where(*opened)
TAGS = (
    select(links.c.task_id, tags.c.id, tags.c.name)
    .join(tags, tags.c.id == links.c.tag_id)
    .where(links.c.task_id.in_(bindparam("keys", expanding=True)))
)
word = bindparam("word")
SEARCH = PAGE.where(tasks.c.title.ilike(word) | tasks.c.description.ilike(word))
STATS = (
    select(
        func.count(),
        func.count().filter(tasks.c.completed),
        func.count().filter(tasks.c.due_date < bindparam("now", type_=tasks.c.due_date.type)),
        func.count().filter(tasks.c.priority == "high"),
    )
    .select_from(tasks)
    .where(*of_owner)
)
CREATE = insert(tasks).returning(*shown)
UPDATE = update(tasks).where(*one).returning(*shown)
DELETE = update(tasks).where(*one)


def peers(url: str) -> list[Peer]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    work = Prebuilt(engine)
    return [
        Peer("SQLAlchemy Core, prebuilt", "rows", operations(work), engine.dispose, counter(engine))
    ]


class Prebuilt:
    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def all(self, statement: Any, **parameters: Any) -> Any:
        with self.engine.begin() as connection:
            return connection.execute(statement, parameters).all()

    def get(self, owner: int, key: int) -> Any:
        return self.all(GET, owner=owner, task=key)

    def page(self, owner: int, key: int) -> Any:
        return self.all(PAGE, owner=owner)

    def page_keyset(self, owner: int, key: int) -> Any:
        return self.all(KEYSET, owner=owner, at=datetime(2025, 4, 1, tzinfo=UTC), id_=100_000)

    def page_total(self, owner: int, key: int) -> Any:
        with self.engine.begin() as connection:
            rows = connection.execute(PAGE, {"owner": owner}).all()
            return rows, connection.execute(COUNT, {"owner": owner}).scalar_one()

    def page_tags(self, owner: int, key: int) -> Any:
        with self.engine.begin() as connection:
            rows = connection.execute(PAGE, {"owner": owner}).all()
            return rows, connection.execute(TAGS, {"keys": [row.id for row in rows]}).all()

    def search(self, owner: int, key: int) -> Any:
        return self.all(SEARCH, owner=owner, word="%milk%")

    def stats(self, owner: int, key: int) -> Any:
        return self.all(STATS, owner=owner, now=datetime.now(UTC))

    def create(self, owner: int, key: int) -> Any:
        now = datetime.now(UTC)
        values = {"title": "New", "description": "What to do", "completed": False}
        moments = {"created_at": now, "updated_at": now}
        return self.all(CREATE, **values, **moments, priority="high", user_id=owner)

    def update(self, owner: int, key: int) -> Any:
        return self.all(UPDATE, title="Changed", owner=owner, task=key)

    def soft_delete(self, owner: int, key: int) -> Any:
        with self.engine.begin() as connection:
            values = {"deleted_at": datetime.now(UTC), "owner": owner, "task": key}
            return connection.execute(DELETE, values).rowcount
