"""Rows that are linked by their keys, and rows that are made along."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from colonnade import Crud, Database, InvalidValue
from colonnade.data.crud.links import links_of
from tests.data.conftest import statements_of
from tests.data.taskboard import Tag, Task, TaskTag, User


class TagCreate(BaseModel):
    name: str


class TaskCreate(BaseModel):
    title: str
    tags: list[TagCreate] = []


class UserCreate(BaseModel):
    email: str
    tasks: list[TaskCreate]


@pytest.fixture
def tagged(db: Database) -> Database:
    """A user and three tags."""
    with db.session() as session:
        Crud(User, session).create({"email": "ann"})
        Crud(Tag, session).create_many({"name": f"t{n}"} for n in (1, 2, 3))
    return db


def names(task: Task) -> list[str]:
    return sorted(tag.name for tag in task.tags)


def test_a_new_row_is_linked_by_keys(tagged: Database) -> None:
    with tagged.session() as session:
        task = Crud(Task, session).create({"title": "a", "user_id": 1, "tag_ids": [1, 3, 1]})
        assert names(task) == ["t1", "t3"]


def test_keys_of_many_rows_are_looked_up_together(tagged: Database) -> None:
    rows = [{"title": f"a{n}", "user_id": 1, "tag_ids": [1, n]} for n in (1, 2, 3)]
    with tagged.session() as session, statements_of(tagged.engine) as sent:
        Crud(Task, session).create_many(rows)
        assert len([s for s in sent if s.startswith("SELECT")]) == 1


def test_keys_replace_the_links_of_a_row(tagged: Database) -> None:
    with tagged.session() as session:
        tasks = Crud(Task, session)
        task = tasks.create({"title": "a", "user_id": 1, "tag_ids": [1, 2]})
        assert names(tasks.update(task.id, {"tag_ids": [2, 3]})) == ["t2", "t3"]
        assert names(tasks.update(task.id, {"title": "b"})) == ["t2", "t3"]
        assert names(tasks.update(task.id, {"tag_ids": []})) == []


@pytest.mark.parametrize("data", [{"tag_ids": [1, 9]}, {"tag_ids": [1], "tags": []}])
def test_what_cannot_be_linked_is_refused(tagged: Database, data: dict[str, Any]) -> None:
    with tagged.session() as session, pytest.raises(InvalidValue) as caught:
        Crud(Task, session).create({"title": "a", "user_id": 1, **data})
    assert caught.value.field == "tag_ids"


def test_rows_are_made_along(db: Database) -> None:
    data = UserCreate(email="ann", tasks=[TaskCreate(title="a", tags=[TagCreate(name="x")])])
    with db.session() as session:
        Crud(User, session).create(data)
    with db.session() as session:
        user = Crud(User, session).list()[0]
        assert [(task.title, names(task)) for task in user.tasks] == [("a", ["x"])]


def test_mappings_and_keys_are_made_along(tagged: Database) -> None:
    tasks = [{"title": "a", "tag_ids": [1]}, {"title": "b", "tags": [{"name": "x"}]}]
    with tagged.session() as session:
        user = Crud(User, session).create({"email": "bob", "tasks": tasks})
        assert [names(task) for task in user.tasks] == [["t1"], ["x"]]


def test_the_row_above_is_made_along(db: Database) -> None:
    with db.session() as session:
        task = Crud(Task, session).create({"title": "a", "user": {"email": "ann"}})
        assert (task.user.email, task.user_id) == ("ann", task.user.id)


def test_a_row_at_hand_is_taken_as_it_is(tagged: Database) -> None:
    with tagged.session() as session:
        user = Crud(User, session).get(1)
        assert Crud(Task, session).create({"title": "a", "user": user}).user is user


def test_all_of_it_is_one_unit(db: Database) -> None:
    with db.session() as session:
        with pytest.raises(ValidationError, match="title"):
            Crud(User, session).create({"email": "ann", "tasks": [{"title": ""}]})
        assert Crud(User, session).count() == 0


def test_a_change_makes_no_rows_along(tagged: Database) -> None:
    with tagged.session() as session, pytest.raises(InvalidValue, match="makes none along"):
        Crud(User, session).update(1, {"tasks": [{"title": "a"}]})


def test_links_are_named_after_their_class() -> None:
    assert links_of(Task).keys() == {"tag_ids"}
    assert links_of(TaskTag) == {}
