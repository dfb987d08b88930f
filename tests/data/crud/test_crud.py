"""`Crud` on three databases: what it does, and in how many statements."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from sqlmodel import Session, select

from colonnade import (
    Crud,
    Database,
    InvalidQuery,
    InvalidValue,
    NotFound,
    StaleUpdate,
    UniqueViolation,
)
from tests.data.conftest import statements_of
from tests.data.taskboard import Account, Tag, Task, TaskTag, User


class TaskUpdate(BaseModel):
    title: str = "a default that nobody sent"
    points: int | None = None


@pytest.fixture
def seeded(db: Database) -> Database:
    """One user with three tasks, the first with two tags."""
    with db.session() as session:
        user = User(email="ann")
        tags = [Tag(name="x"), Tag(name="y")]
        user.tasks = [Task(title=t, points=p) for t, p in [("one", 1), ("two", 2), ("three", 3)]]
        user.tasks[0].tags = tags
        session.add(user)
    return db


def counted(db: Database, action: Callable[[Session], Any]) -> int:
    """How many statements an action takes in a session of its own."""
    with db.session() as session, statements_of(db.engine) as sent:
        action(session)
    return len(sent)


def task_id(db: Database, title: str = "one") -> int:
    with db.session() as session:
        return session.exec(select(Task.id).where(Task.title == title)).one() or 0


def test_create_takes_one_statement(seeded: Database) -> None:
    new = {"title": "new", "user_id": 1}
    assert counted(seeded, lambda s: Crud(Task, s).create(new)) == 1


def test_create_returns_what_the_database_filled(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        task = Crud(Task, session).create({"title": "new", "user_id": 1})
        assert task.id is not None
        assert task.created_at.tzinfo is not None
        assert len(sent) == 1


def test_create_refuses_invalid_data_before_the_database_sees_it(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        with pytest.raises(ValidationError):
            Crud(Task, session).create({"title": "", "user_id": 1})
        assert sent == []


def test_create_takes_a_schemas_own_defaults(seeded: Database) -> None:
    class TaskCreate(BaseModel):
        title: str
        points: int = 7
        user_id: int = 1

    with seeded.session() as session:
        assert Crud(Task, session).create(TaskCreate(title="new")).points == 7


def test_create_many_inserts_in_order(seeded: Database) -> None:
    with seeded.session() as session:
        made = Crud(Tag, session).create_many({"name": f"t{n}"} for n in range(50))
        assert [tag.name for tag in made] == [f"t{n}" for n in range(50)]
        assert sorted(tag.id or 0 for tag in made) == [tag.id for tag in made]


def test_get_takes_one_statement(seeded: Database) -> None:
    key = task_id(seeded)
    assert counted(seeded, lambda s: Crud(Task, s).get(key)) == 1


def test_get_with_a_row_and_a_collection_takes_two(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        task = Crud(Task, session).get(key, load=[Task.user, Task.tags])
        assert (task.user.email, sorted(t.name for t in task.tags)) == ("ann", ["x", "y"])
        assert len(sent) == 2


def test_get_of_a_missing_row_names_the_model(seeded: Database) -> None:
    with seeded.session() as session:
        with pytest.raises(NotFound, match="Task not found"):
            Crud(Task, session).get(999)
        assert Crud(Task, session).get_or_none(999) is None


def test_a_composite_key_is_a_tuple(seeded: Database) -> None:
    with seeded.session() as session:
        links = Crud(TaskTag, session)
        link = links.list()[0]
        assert links.get((link.task_id, link.tag_id)) is link


def test_a_key_with_a_missing_part_is_refused(seeded: Database) -> None:
    with seeded.session() as session, pytest.raises(InvalidQuery, match="task_id, tag_id"):
        Crud(TaskTag, session).get(1)


def test_list_filters_and_sorts(seeded: Database) -> None:
    with seeded.session() as session:
        rows = Crud(Task, session).list(Task.points > 1, sort="-points")
        assert [row.title for row in rows] == ["three", "two"]


def test_list_has_an_order_without_a_sort(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        Crud(Task, session).list(limit=1)
        assert "ORDER BY tasks.id" in sent[0]


def test_an_unknown_sort_names_the_allowed_ones(seeded: Database) -> None:
    with seeded.session() as session, pytest.raises(InvalidQuery, match="id, title, points"):
        Crud(Task, session).list(sort="tilte")


def test_a_secret_is_no_sort(seeded: Database) -> None:
    with seeded.session() as session, pytest.raises(InvalidQuery):
        Crud(User, session).list(sort="hashed_password")


def test_page_with_total_takes_one_statement(seeded: Database) -> None:
    assert counted(seeded, lambda s: Crud(Task, s).page(size=2, total=True)) == 1


def test_page_with_collections_holds_whole_parents(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        page = Crud(Task, session).page(size=2, total=True, load=[Task.tags])
        assert ([len(t.tags) for t in page.items], page.total) == ([2, 0], 3)
        assert len(sent) == 2


def test_a_total_counts_the_rows_of_all_pages(seeded: Database) -> None:
    with seeded.session() as session:
        tasks = Crud(Task, session)
        tasks.delete(tasks.list(Task.title == "three")[0].id)
        first = tasks.page(Task.points > 0, size=1, total=True)
        second = tasks.page(Task.points > 0, size=1, total=True, after=first.next)
        assert (first.total, second.total) == (2, 2)
        assert tasks.page(Task.points > 9, total=True).total == 0


def test_a_total_can_be_counted_so_far_and_no_further(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        tasks = Crud(Task, session)
        assert tasks.page(size=1, total=2).total == 2
        assert tasks.page(size=1, total=1000).total == 3
        assert len(sent) == 2


def test_a_page_by_offset(seeded: Database) -> None:
    with seeded.session() as session:
        page = Crud(Task, session).page(sort="points", size=1, offset=1, total=True)
        assert ([task.title for task in page.items], page.total) == (["two"], 3)


def test_cursors_lead_on_from_a_page_by_offset(seeded: Database) -> None:
    with seeded.session() as session:
        tasks = Crud(Task, session)
        page = tasks.page(sort="points", size=1, offset=1)
        around = [tasks.page(sort="points", size=1, after=c) for c in (page.previous, page.next)]
        assert [other.items[0].title for other in around] == ["one", "three"]


def test_a_page_behind_the_last_row_still_has_its_total(seeded: Database) -> None:
    with seeded.session() as session:
        page = Crud(Task, session).page(offset=9, total=True)
        assert (page.items, page.next, page.total) == ([], None, 3)


def test_a_page_begins_at_one_place(seeded: Database) -> None:
    with seeded.session() as session:
        tasks = Crud(Task, session)
        with pytest.raises(InvalidQuery, match="not at both"):
            tasks.page(offset=1, after=tasks.page(size=1).next)
        with pytest.raises(InvalidQuery, match="first row or later"):
            tasks.page(offset=-1)


def test_a_page_searches_text_with_escaped_wildcards(seeded: Database) -> None:
    with seeded.session() as session:
        tasks = Crud(Task, session)
        tasks.create({"title": "100% TWO", "user_id": 1})
        assert [t.title for t in tasks.page(search="two").items] == ["two", "100% TWO"]
        assert [t.title for t in tasks.page(search="0%").items] == ["100% TWO"]
        assert tasks.page(search="two", total=True).total == 2


def test_a_page_without_rows_is_refused(seeded: Database) -> None:
    with seeded.session() as session, pytest.raises(InvalidQuery, match="at least one row"):
        Crud(Task, session).page(size=0)


def test_count_and_exists(seeded: Database) -> None:
    with seeded.session() as session:
        tasks = Crud(Task, session)
        assert tasks.count() == 3
        assert tasks.count(Task.points >= 2) == 2
        assert tasks.exists(Task.title == "one")
        assert not tasks.exists(Task.title == "four")


def test_update_changes_only_what_was_sent(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session:
        task = Crud(Task, session).update(key, TaskUpdate(points=9))
        assert (task.title, task.points) == ("one", 9)


def test_update_by_key_takes_one_statement(seeded: Database) -> None:
    key = task_id(seeded)
    one = 1 if seeded.engine.dialect.update_returning else 2
    assert counted(seeded, lambda s: Crud(Task, s).update(key, {"points": 9})) == one


def test_update_of_a_row_at_hand_takes_one_statement(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session:
        task = Crud(Task, session).get(key)
        with statements_of(seeded.engine) as sent:
            Crud(Task, session).update(task, {"points": 9})
        assert len(sent) == 1


def test_update_shows_in_rows_that_the_session_already_has(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session:
        tasks = Crud(Task, session)
        before = tasks.get(key)
        assert tasks.update(key, {"points": 9}) is before
        assert before.points == 9


def test_update_moves_updated_at(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session:
        tasks, before = Crud(Task, session), datetime(2026, 1, 1, tzinfo=UTC)
        tasks.update(key, {"updated_at": before})
        assert tasks.update(key, {"points": 9}).updated_at > before


def test_update_validates(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        with pytest.raises(ValidationError):
            Crud(Task, session).update(key, {"title": ""})
        assert [s for s in sent if s.startswith("UPDATE")] == []


def test_update_refuses_an_unknown_field(seeded: Database) -> None:
    with seeded.session() as session, pytest.raises(ValidationError, match="titel"):
        Crud(Task, session).update(1, {"titel": "x"})


def test_update_refuses_a_new_key(seeded: Database) -> None:
    with seeded.session() as session, pytest.raises(InvalidValue, match="id cannot be changed"):
        Crud(Task, session).update(1, {"id": 5})


def test_update_of_a_missing_row_is_not_found(seeded: Database) -> None:
    with seeded.session() as session, pytest.raises(NotFound):
        Crud(Task, session).update(999, {"points": 1})


def test_update_with_nothing_sent_writes_nothing(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        Crud(Task, session).update(key, TaskUpdate())
        assert not any(s.startswith("UPDATE") for s in sent)


def test_a_version_counts_up(db: Database) -> None:
    with db.session() as session:
        accounts = Crud(Account, session)
        account = accounts.create({"balance": 1})
        assert accounts.update(account.id, {"balance": 2}).version == 2
        assert accounts.update(account, {"balance": 3}).version == 3


def test_a_stale_version_is_refused_by_key(db: Database) -> None:
    with db.session() as session:
        accounts = Crud(Account, session)
        account = accounts.create({"balance": 1})
        accounts.update(account.id, {"balance": 2}, version=1)
        with pytest.raises(StaleUpdate):
            accounts.update(account.id, {"balance": 3}, version=1)


def test_a_row_that_somebody_else_changed_is_stale(db: Database) -> None:
    with db.session() as session:
        key = Crud(Account, session).create({"balance": 1}).id
    with db.session() as session:
        mine = Crud(Account, session).get(key)
    with db.session() as other:
        Crud(Account, other).update(key, {"balance": 2})
    with db.session() as session:
        session.add(mine)
        with pytest.raises(StaleUpdate, match="Somebody else"):
            Crud(Account, session).update(mine, {"balance": 3})
        session.rollback()


def test_delete_takes_one_statement(seeded: Database) -> None:
    assert counted(seeded, lambda s: Crud(User, s).delete(1)) == 1


def test_delete_of_a_missing_row_is_not_found(seeded: Database) -> None:
    with seeded.session() as session, pytest.raises(NotFound):
        Crud(Tag, session).delete(999)


def test_soft_delete_takes_one_statement(seeded: Database) -> None:
    key = task_id(seeded)
    assert counted(seeded, lambda s: Crud(Task, s).delete(key)) == 1


def test_a_soft_deleted_row_is_not_found(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session:
        tasks = Crud(Task, session)
        tasks.get(key)
        tasks.delete(key)
        assert tasks.get_or_none(key) is None
        with pytest.raises(NotFound):
            tasks.update(key, {"points": 1})
        with pytest.raises(NotFound):
            tasks.delete(key)


def test_restore_brings_a_row_back(seeded: Database) -> None:
    key = task_id(seeded)
    with seeded.session() as session:
        tasks = Crud(Task, session)
        tasks.delete(key)
        assert tasks.restore(key).deleted_at is None
        assert tasks.count() == 3
        with pytest.raises(NotFound):
            tasks.restore(key)


def test_a_unique_violation_names_the_field(seeded: Database) -> None:
    with seeded.session() as session:
        with pytest.raises(UniqueViolation) as caught:
            Crud(User, session).create({"email": "ann"})
        session.rollback()
    assert caught.value.field == "email"


def test_the_unit_of_work_rolls_back_on_an_error(seeded: Database) -> None:
    def fails() -> None:
        with seeded.session() as session:
            Crud(Tag, session).create({"name": "z"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with seeded.session() as session:
        assert not Crud(Tag, session).exists(Tag.name == "z")


def test_the_unit_of_work_commits_at_the_end(seeded: Database) -> None:
    with seeded.session() as session:
        session.add(Tag(name="z"))
    with seeded.session() as session:
        assert Crud(Tag, session).exists(Tag.name == "z")
