"""What is asked for in a wrong way is said in the caller's names, and the database is not asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from colonnade import AsyncCrud, Crud, Database, InvalidQuery, InvalidValue
from colonnade.errors import UsageError
from tests.data.conftest import statements_of
from tests.data.taskboard import Tag, Task, User

Misuse = Callable[[Crud[Any]], Any]

WRONG_VALUES: list[tuple[Misuse, str]] = [
    (lambda tasks: tasks.create(None), "a mapping, not by a value of type NoneType"),
    (lambda tasks: tasks.create([{"title": "a"}]), "a mapping, not by a value of type list"),
    (lambda tasks: tasks.create_many({"title": "a"}), "a mapping, not by a value of type str"),
    (lambda tasks: tasks.update({"title": "a"}, 1), "a mapping, not by a value of type int"),
    (lambda tasks: tasks.create({"tag_ids": "12"}), "tag_ids takes a list of keys"),
    (lambda tasks: tasks.create({"tag_ids": 1}), "tag_ids takes a list of keys"),
    (lambda tasks: tasks.create({"tags": ["x"]}), "tags takes a list of rows, .* of type str"),
    (lambda tasks: tasks.create({"tags": None}), "tags takes a list of rows, .* of type NoneType"),
    (lambda tasks: tasks.create({"tags": {"name": "x"}}), "tags takes a list of rows"),
    (lambda tasks: tasks.create({"user": 1}), "user takes a row, a schema or a mapping"),
    (lambda tasks: tasks.create({"user": [{"email": "a"}]}), "user takes a row"),
    (
        lambda tasks: tasks.update_many(Task.id == 1, values={"points": Task.points + 1}),
        r"points takes a value, .*\n.*update\(Task\).*values\(points=",
    ),
    (lambda tasks: tasks.update_many(True, values={"title": Task.title}), "title takes a value"),
    (lambda tasks: tasks.update(1, {"tags": [1]}), "tags takes a list of rows"),
]

WRONG_QUERIES: list[tuple[Misuse, str]] = [
    (lambda tasks: tasks.get("x"), "Task.id is of type int; what was given is of type str"),
    (lambda tasks: tasks.get(UUID(int=1)), "what was given is of type UUID"),
    (lambda tasks: tasks.get(True), "what was given is of type bool"),
    (
        lambda tasks: tasks.update(Task(id=1, title="a", user_id=1), {"title": "b"}),
        "not of this session",
    ),
    (lambda tasks: tasks.delete(Task(title="a", user_id=1)), "what was given is of type Task"),
    (lambda tasks: tasks.update(User(email="a"), {"title": "x"}), "is of type User"),
    (lambda tasks: tasks.create({"title": "a", "tag_ids": ["x"]}), "Tag.id is of type int"),
    (lambda tasks: tasks.get(1, load=["tags"]), "'tags' is no relationship that could be loaded"),
    (lambda tasks: tasks.get(1, load=[Task.title]), "Task.title is no relationship"),
    (lambda tasks: tasks.list(load=Task.tags), "loaded along is a list of relationships"),
    (lambda tasks: tasks.list("title = 'a'"), "A condition is an expression, .* of type str"),
    (lambda tasks: tasks.list({"title": "a"}), "A condition is an expression, .* of type dict"),
    (lambda tasks: tasks.list(sort=Task.title), "A sort names fields as text"),
    (lambda tasks: tasks.list(sort=[Task.title]), "A sort names fields as text"),
    (lambda tasks: tasks.upsert({"title": "a"}, on=["title"]), "is a list of attributes"),
    (lambda tasks: tasks.upsert({"title": "a"}, on=Task.title), "is a list of attributes"),
    (lambda tasks: tasks.aggregate(into=dict, points=Task.points), "points is no aggregate"),
    (lambda tasks: tasks.aggregate(into=dict, n="count"), "n is no aggregate"),
    (lambda tasks: tasks.list(limit=-1), "limit is a number of rows, at least 1"),
    (lambda tasks: tasks.list(limit=0, into=Task), "limit is a number of rows, at least 1"),
    (lambda tasks: tasks.page(size=-1), "A page has at least one row"),
    (lambda tasks: tasks.page(offset=-1), "A page begins at the first row or later"),
    (lambda tasks: tasks.page(total=-1), "total is a number of rows, at least 1"),
    (lambda tasks: tasks.stream(batch=-1), "A batch has at least one row"),
    (lambda tasks: tasks.purge(older_than=timedelta(), limit=-1), "limit is a number of rows"),
    (lambda tasks: tasks.autocomplete(Task.title, "a", limit=-1), "limit is a number of rows"),
    (lambda tasks: tasks.autocomplete("title", "a"), "by an attribute of the model"),
]


@pytest.mark.parametrize(("misuse", "said"), WRONG_VALUES)
def test_a_wrong_value_is_named(sqlite_db: Database, misuse: Misuse, said: str) -> None:
    with sqlite_db.session() as session, statements_of(sqlite_db.engine) as sent:
        with pytest.raises(InvalidValue, match=said):
            misuse(Crud(Task, session))
        assert sent == []


@pytest.mark.parametrize(("misuse", "said"), WRONG_QUERIES)
def test_a_wrong_query_is_named(sqlite_db: Database, misuse: Misuse, said: str) -> None:
    with sqlite_db.session() as session, statements_of(sqlite_db.engine) as sent:
        with pytest.raises(InvalidQuery, match=said):
            misuse(Crud(Task, session))
        assert sent == []


@pytest.mark.parametrize("crud", [Crud, AsyncCrud])
def test_what_is_no_session_is_named(sqlite_db: Database, crud: Any) -> None:
    for given in (sqlite_db, sqlite_db.session(), Task):
        with pytest.raises(UsageError, match=rf"of type {type(given).__name__}.\nWrite .*Crud"):
            crud(Task, given)


def test_a_session_of_the_other_kind_is_named(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, pytest.raises(UsageError, match="async_session"):
        AsyncCrud(Task, session)  # type: ignore[arg-type]


def test_a_row_at_hand_is_no_key_that_is_wrong(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        tag = Crud(Tag, session).create({"name": "x"})
        assert Crud(Tag, session).update(tag, {"name": "y"}).name == "y"
