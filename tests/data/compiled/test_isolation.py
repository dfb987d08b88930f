"""Another owner's rows stay out of reach of prepared statements, whoever prepared them."""

from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import Engine, event

from colonnade import EVERYONE, Crud, NotFound, OutOfScope, ScopeRequired
from colonnade.data.compiled import prepared
from colonnade.data.compiled.choice import reads_of
from colonnade.data.compiled.reads import Reads
from colonnade.data.isolation.engine import scoped
from colonnade.data.queries.page import Part
from colonnade.data.sessions.session import DataSession
from tests.data.isolation.conftest import database as database
from tests.data.isolation.conftest import world as world
from tests.data.isolation.models import Comment, Project, Tag, Task, TaskTag, User
from tests.data.isolation.world import ALICE, BOB, BOBS, make_engine


class Named(BaseModel):
    id: int
    name: str


class CommentPublic(BaseModel):
    id: int
    task_id: int


class TaskPublic(BaseModel):
    id: int
    title: str
    project: Named | None
    tags: list[Named]
    comments: list[CommentPublic]


class UserPublic(BaseModel):
    id: int
    tasks: list[TaskPublic]


class LinkPublic(BaseModel):
    task_id: int
    tag_id: int


SHOWN: dict[type[Any], type[BaseModel]] = {
    Task: TaskPublic,
    Comment: CommentPublic,
    User: UserPublic,
    Project: Named,
    Tag: Named,
    TaskTag: LinkPublic,
}


class Reading:
    """Reads in a session of its own, closed after each operation."""

    def __init__(self, engine: Engine, owner: Any, model: type[Any]) -> None:
        self.session = DataSession(scoped(engine, owner), expire_on_commit=False)
        made = reads_of(Crud(model, self.session), self.session, SHOWN[model])
        assert isinstance(made, Reads)
        self.reads = made

    def __getattr__(self, name: str) -> Any:
        def operation(*args: Any) -> Any:
            with self.session:
                return getattr(self.reads, name)(*args)

        return operation


def keys_in(value: Any) -> set[int]:
    """Every whole number in an answer, at any depth."""
    if isinstance(value, dict):
        return {key for item in value.values() for key in keys_in(item)}
    if isinstance(value, list):
        return {key for item in value for key in keys_in(item)}
    return {value} if isinstance(value, int) else set()


def shown(rows: list[BaseModel]) -> set[int]:
    return keys_in([row.model_dump() for row in rows])


@pytest.mark.parametrize("model", SHOWN)
def test_lists_and_pages_hold_own_rows_only(world: Engine, model: type[Any]) -> None:
    for owner in (EVERYONE, BOB, ALICE):  # whoever prepared the statement before
        listed = Reading(world, owner, model).list([], (), None)
        page = Reading(world, owner, model).page([], Part(size=100, total=True))
        assert shown(page.items) == shown(listed)
        assert page.total == len(listed) > 0
    assert not shown(listed) & BOBS


@pytest.mark.parametrize(
    ("model", "key"), [(Task, 9200), (Comment, 9100), (User, BOB), (Project, 9020), (Tag, 9040)]
)
def test_a_row_of_another_owner_is_not_found_by_its_key(
    world: Engine, model: type[Any], key: int
) -> None:
    assert Reading(world, EVERYONE, model).get(key) is not None
    assert Reading(world, BOB, model).get(key) is not None
    assert Reading(world, ALICE, model).get(key) is None


def test_a_condition_cannot_reach_out_of_the_scope(world: Engine) -> None:
    for where in (
        Task.user_id == BOB,
        (Task.id == 9200) | (Task.id > 0),  # type: ignore[operator]
        Task.project.has(Project.name == "BOB"),  # type: ignore[attr-defined]
    ):
        assert Reading(world, BOB, Task).list([where], (), None)
        assert not shown(Reading(world, ALICE, Task).list([where], (), None)) & BOBS


def test_a_link_to_another_owners_row_shows_nothing(world: Engine) -> None:
    with world.begin() as connection:
        connection.execute(Task.__table__.update().where(Task.id == 100).values(project_id=9020))  # type: ignore[attr-defined,arg-type]
        connection.execute(TaskTag.__table__.insert().values(task_id=100, tag_id=9040))  # type: ignore[attr-defined]
        connection.execute(Comment.__table__.update().values(task_id=100))  # type: ignore[attr-defined]
    task = Reading(world, ALICE, Task).get(100)
    assert task is not None
    assert task.project is None
    assert [tag.id for tag in task.tags] == [30]
    assert Reading(world, BOB, Task).get(9200).comments == []


def test_without_an_owner_owned_rows_are_refused(world: Engine) -> None:
    Reading(world, ALICE, Task).get(100)
    with pytest.raises(ScopeRequired):
        Reading(world, None, Task).get(100)


def test_an_owner_of_another_type_is_refused(world: Engine) -> None:
    Reading(world, ALICE, Task).get(100)
    with pytest.raises(ScopeRequired, match="of type str"):
        Reading(world, str(ALICE), Task).get(100)


def test_the_text_of_a_scoped_engine_holds_the_owner_as_a_parameter(world: Engine) -> None:
    engines = [scoped(world, ALICE), scoped(world, BOB), scoped(world, EVERYONE)]
    texts = []
    for engine, owner in zip(engines, (ALICE, BOB, EVERYONE), strict=True):
        Reading(world, owner, Project).get(10)
        kept = prepared._kept[engine.dialect]
        texts.append(
            next(
                v.prepared for k, v in kept.items() if k[0] == "get" and Named in k and Project in k
            )
        )
    assert texts[0] is texts[1]
    assert texts[0] is not texts[2]
    assert "user_id" in texts[0].text
    assert "user_id" not in texts[2].text
    values = [str(texts[0].named_parameters(engine, {"key_0": 10})) for engine in engines[:2]]
    assert str(BOB) in values[1]
    assert str(BOB) not in values[0]


def test_engines_share_no_text(world: Engine) -> None:
    other = make_engine(world.url.render_as_string(hide_password=False))
    assert scoped(other, ALICE).dialect is not scoped(world, ALICE).dialect
    other.dispose()


class TaskShown(BaseModel):
    id: int
    title: str
    user_id: int
    project_id: int | None


def crud(engine: Engine, owner: Any) -> Crud[Task]:
    return Crud(Task, DataSession(scoped(engine, owner), expire_on_commit=False))


def test_a_new_row_belongs_to_the_sessions_owner(world: Engine) -> None:
    for owner in (BOB, ALICE):
        tasks = crud(world, owner)
        with tasks.session:
            assert tasks.create({"title": "n"}, into=TaskShown).user_id == owner


@pytest.mark.parametrize("values", [{"user_id": BOB}, {"project_id": 9020}, {"parent_id": 9200}])
def test_a_new_row_cannot_belong_or_point_to_another_owner(
    world: Engine, values: dict[str, int]
) -> None:
    for owner in (EVERYONE, BOB):
        tasks = crud(world, owner)
        with tasks.session:
            tasks.create({"title": "n", "user_id": BOB, **values}, into=TaskShown)
    tasks = crud(world, ALICE)
    with tasks.session, pytest.raises(OutOfScope):
        tasks.create({"title": "n", **values}, into=TaskShown)


def test_another_owners_row_cannot_be_changed(world: Engine) -> None:
    for owner in (EVERYONE, BOB):
        tasks = crud(world, owner)
        with tasks.session:
            assert tasks.update(9200, {"title": "x"}, into=TaskShown).title == "x"
    tasks = crud(world, ALICE)
    with tasks.session, pytest.raises(NotFound):
        tasks.update(9200, {"title": "x"}, into=TaskShown)


@pytest.mark.parametrize("values", [{"project_id": 9020}, {"parent_id": 9200}])
def test_a_row_cannot_be_made_to_point_at_another_owners(
    world: Engine, values: dict[str, int]
) -> None:
    tasks = crud(world, EVERYONE)
    with tasks.session:
        tasks.update(101, values, into=TaskShown)
    tasks = crud(world, ALICE)
    with tasks.session, pytest.raises(OutOfScope):
        tasks.update(100, values, into=TaskShown)


def test_writes_without_an_owner_are_refused(world: Engine) -> None:
    tasks = crud(world, None)
    with tasks.session, pytest.raises(ScopeRequired):
        tasks.create({"title": "n"}, into=TaskShown)
    with tasks.session, pytest.raises(ScopeRequired):
        tasks.update(100, {"title": "n"}, into=TaskShown)


@pytest.mark.parametrize("of", ["get_bind", "connection"])
def test_who_listens_to_one_session_hears_its_prepared_statements(world: Engine, of: str) -> None:
    heard: list[object] = []
    tasks = crud(world, ALICE)
    with tasks.session:
        target = getattr(tasks.session, of)()
        event.listen(target, "before_cursor_execute", lambda *_: heard.append(of))
        tasks.list(limit=1, into=TaskShown)
    assert heard == [of]
