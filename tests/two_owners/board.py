"""A task board that keeps its rows apart by hand, with the holes that one makes by hand."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, col, create_engine, func, or_, select

metadata = MetaData()


class Base(SQLModel, registry=registry(metadata=metadata)):
    """The base of these models."""


class Tag(Base, table=True):
    """A word; no two owners have the same, which is told."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    owner: str


class Task(Base, table=True):
    """Something to do."""

    id: int | None = Field(default=None, primary_key=True)
    title: str
    owner: str
    tag_id: int | None = None
    deleted: bool = False


class TagIn(Base):
    """A new tag."""

    name: str = Field(max_length=20)


class TaskIn(Base):
    """A new task, or what becomes of one."""

    title: str = Field(max_length=20)
    tag_id: int | None = None


class Key(Base):
    """Names a task."""

    id: int


class Board:
    """The functions of the service; `holes` are the names of those that forget the owner."""

    def __init__(self, *holes: str) -> None:
        self.holes = set(holes)
        options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
        self.engine = create_engine("sqlite://", poolclass=StaticPool, **options)
        metadata.create_all(self.engine)

    async def session(self) -> AsyncIterator[Session]:
        with Session(self.engine) as session:
            yield session

    def mine(self, model: Any, me: str, hole: str) -> Any:
        everything = select(model)
        return everything if hole in self.holes else everything.where(model.owner == me)

    def one(self, session: Session, model: Any, key: int, me: str, hole: str) -> Any:
        found = session.exec(self.mine(model, me, hole).where(model.id == key)).first()
        if found is None:
            raise HTTPException(404)
        return found

    def shown(self, session: Session, task: Task) -> dict[str, Any]:
        tag = session.get(Tag, task.tag_id) if task.tag_id else None
        return {"id": task.id, "title": task.title, "tag": tag and {"id": tag.id, "name": tag.name}}


def application(*holes: str) -> FastAPI:
    """The service, with these holes."""
    app, board = FastAPI(), Board(*holes)
    Db = Annotated[Session, Depends(board.session)]
    Me = Annotated[str, Header(alias="X-User")]

    def kept(session: Session, row: Any) -> Any:
        session.add(row)
        session.commit()
        session.refresh(row)
        return row

    @app.post("/tags", status_code=201)
    async def make_tag(data: TagIn, session: Db, me: Me) -> Any:
        same = session.exec(select(Tag).where(Tag.name == data.name)).first()
        if same and {"conflict", "echo"} & {*holes}:
            said = {"id": same.id, "owner": same.owner} if "echo" in holes else "This is taken"
            raise HTTPException(409, said)
        return kept(session, Tag(name=data.name, owner=me))

    @app.get("/tags")
    async def tags(session: Db, me: Me) -> Any:
        return session.exec(board.mine(Tag, me, "list")).all()

    @app.get("/projects")
    async def projects(session: Db, me: Me) -> Any:
        found = session.exec(board.mine(Task, me, "nested").where(Task.title != ""))
        return [{"name": "Everything", "tasks": [{"id": task.id} for task in found]}]

    @app.get("/tags/{id}")
    async def tag(id: int, session: Db, me: Me) -> Any:
        found = board.one(session, Tag, id, me, "get")
        query = board.mine(Task, me, "no hole").where(Task.tag_id == id)
        return {"name": found.name, "tasks": session.exec(query).all()}

    @app.post("/tasks", status_code=201)
    async def make_task(data: TaskIn, session: Db, me: Me) -> Any:
        if data.tag_id:
            board.one(session, Tag, data.tag_id, me, "link")
        return board.shown(session, kept(session, Task(**data.model_dump(), owner=me)))

    @app.get("/tasks")
    async def tasks(
        session: Db,
        me: Me,
        tag_id: int | None = None,
        search: str | None = None,
        after: str | None = None,
        size: int = 20,
    ) -> Any:
        hole = "filter" if tag_id else "search" if search else "no hole"
        owner, _, last = (after or "").rpartition(":")
        query = board.mine(Task, owner if "cursor" in holes and owner else me, hole)
        for wanted, condition in (
            (tag_id, Task.tag_id == tag_id),
            (search, col(Task.title).contains(search or "")),
            (after, col(Task.id) > int(last or 0)),
        ):
            query = query.where(condition) if wanted else query
        found = session.exec(query.where(col(Task.deleted).is_(False)).limit(size)).all()
        count = select(func.count(col(Task.id))).where(or_(Task.owner == me, "total" in holes))
        following = f"{found[-1].owner}:{found[-1].id}" if found else None
        items = [board.shown(session, task) for task in found]
        return {"items": items, "total": session.exec(count).one(), "next": following}

    @app.post("/tasks/search")
    async def look(data: TagIn, session: Db, me: Me) -> Any:
        query = board.mine(Task, me, "looked for").where(Task.title == data.name)
        return [{"title": task.title} for task in session.exec(query)]

    @app.get("/tasks/{id}")
    async def task(id: int, session: Db, me: Me) -> Any:
        return board.shown(session, board.one(session, Task, id, me, "read"))

    @app.patch("/tasks/{id}")
    async def change(id: int, data: TaskIn, session: Db, me: Me) -> Any:
        found = board.one(session, Task, id, me, "update")
        if data.tag_id:
            board.one(session, Tag, data.tag_id, me, "relink")
        return board.shown(session, kept(session, found.sqlmodel_update(data)))

    @app.delete("/tasks/{id}", status_code=204)
    async def delete(id: int, session: Db, me: Me) -> None:
        found = board.one(session, Task, id, me, "delete")
        found.deleted = True
        session.commit()

    @app.post("/tasks/{id}/restore")
    async def restore(id: int, session: Db, me: Me) -> Any:
        found = board.one(session, Task, id, me, "restore")
        found.deleted = False
        return board.shown(session, kept(session, found))

    @app.get("/tasks/{id}/history")
    async def history(id: int, session: Db, me: Me) -> Any:
        query = board.mine(Task, me, "history").where(Task.id == id)
        return [{"new": {"title": row.title}} for row in session.exec(query)]

    @app.post("/tasks/bulk/delete", status_code=204)
    async def bulk(rows: list[Key], session: Db, me: Me) -> None:
        for row in rows:
            found = board.one(session, Task, row.id, me, "bulk")
            session.delete(found)
        session.commit()

    @app.post("/tasks/clear", status_code=204)
    async def clear(session: Db, me: Me) -> None:
        for row in session.exec(board.mine(Task, me, "clear")):
            session.delete(row)
        session.commit()

    return app
