"""SQLAlchemy Core, sync: statements built once with `bindparam` and run with new parameters."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    create_engine,
    func,
    insert,
    not_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert

from benchmarks.guides import Tag, Task, TaskTag
from benchmarks.peers.peer import Answers, Row

tasks, tags, links = (model.__table__ for model in (Task, Tag, TaskTag))
COLUMNS = [column for column in tasks.c if column.name != "deleted_at"]

ALIVE = select(*COLUMNS).where(tasks.c.deleted_at.is_(None))
USER = ALIVE.where(tasks.c.user_id == bindparam("user"))
OLDEST = ALIVE.order_by(tasks.c.created_at, tasks.c.id).limit(50)
GET = ALIVE.where(tasks.c.id == bindparam("key"))
LIST = USER.order_by(tasks.c.created_at.desc(), tasks.c.id.desc()).limit(50)
COUNT = select(func.count()).select_from(USER.subquery())
DEEP = OLDEST.offset(bindparam("skipped"))
AFTER = OLDEST.where(
    tuple_(tasks.c.created_at, tasks.c.id)
    > tuple_(
        bindparam("moment", type_=tasks.c.created_at.type), bindparam("key", type_=tasks.c.id.type)
    )
)
SEARCH = LIST.where(tasks.c.title.ilike(bindparam("word")))
TAGS = (
    select(links.c.task_id, tags.c.id, tags.c.name)
    .join_from(links, tags, links.c.tag_id == tags.c.id)
    .where(links.c.task_id.in_(bindparam("keys", expanding=True)))
)
STATS = select(
    func.count().label("total"),
    func.count().filter(tasks.c.completed).label("completed"),
    func.count()
    .filter(and_(not_(tasks.c.completed), tasks.c.due_date < bindparam("now")))
    .label("overdue"),
    func.count().filter(tasks.c.priority == "high").label("high"),
).where(tasks.c.deleted_at.is_(None), tasks.c.user_id == bindparam("user"))
INSERT = insert(tasks)
CREATE = INSERT.returning(*COLUMNS)
CHANGE = update(tasks).where(tasks.c.id == bindparam("key"), tasks.c.deleted_at.is_(None))
UPDATE = CHANGE.values(
    title=bindparam("title"), completed=bindparam("completed"), updated_at=bindparam("now")
).returning(*COLUMNS)
DELETE = CHANGE.values(deleted_at=bindparam("now"))
RENAME = update(tasks).where(tasks.c.id == bindparam("key")).values(title=bindparam("title"))
NEW = postgresql_insert(tags)
UPSERT = NEW.on_conflict_do_update(index_elements=["id"], set_={"name": NEW.excluded.name})


class Core:
    """Rows as mappings."""

    answers: Answers = "rows"

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

    def open(self) -> None:
        """The engine connects by itself."""

    def close(self) -> None:
        self.engine.dispose()

    def get(self, task_id: int) -> Any:
        return self._rows(GET, key=task_id)[0]

    def list_first(self, user_id: int) -> Any:
        return self._rows(LIST, user=user_id)

    def list_total(self, user_id: int) -> Any:
        with self.engine.connect() as connection:
            found = connection.execute(LIST, {"user": user_id}).mappings().all()
            return found, connection.execute(COUNT, {"user": user_id}).scalar_one()

    def list_deep(self, offset: int) -> Any:
        return self._rows(DEEP, skipped=offset)

    def list_keyset(self, created_at: Any, task_id: int) -> Any:
        return self._rows(AFTER, moment=created_at, key=task_id)

    def search(self, user_id: int, word: str) -> Any:
        return self._rows(SEARCH, user=user_id, word=f"%{word}%")

    def list_tags(self, user_id: int) -> Any:
        with self.engine.connect() as connection:
            rows = connection.execute(LIST, {"user": user_id}).mappings()
            found: dict[int, dict[str, Any]] = {row["id"]: {**row, "tags": []} for row in rows}
            for tag in connection.execute(TAGS, {"keys": list(found)}):
                found[tag.task_id]["tags"].append({"id": tag.id, "name": tag.name})
        return list(found.values())

    def stats(self, user_id: int) -> Any:
        return self._rows(STATS, user=user_id, now=datetime.now(UTC))[0]

    def create(self, task: Row) -> Any:
        with self.engine.begin() as connection:
            return connection.execute(CREATE, task).mappings().one()

    def update(self, task_id: int, changes: Row) -> Any:
        values = {**changes, "key": task_id, "now": datetime.now(UTC)}
        with self.engine.begin() as connection:
            return connection.execute(UPDATE, values).mappings().one()

    def soft_delete(self, task_id: int) -> Any:
        with self.engine.begin() as connection:
            connection.execute(DELETE, {"key": task_id, "now": datetime.now(UTC)})

    def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        with self.engine.begin() as connection:
            connection.execute(INSERT, tasks)

    def bulk_update(self, tasks: Sequence[Row]) -> Any:
        values = [{"key": task["id"], "title": task["title"]} for task in tasks]
        with self.engine.begin() as connection:
            connection.execute(RENAME, values)

    def upsert(self, tags: Sequence[Row]) -> Any:
        with self.engine.begin() as connection:
            connection.execute(UPSERT, tags)

    def _rows(self, statement: Any, **values: Any) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(statement, values).mappings().all()
