"""Answers with a schema: the same as over instances, in as few statements, with the columns of the schema only."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from sqlalchemy import event
from sqlmodel import Session

from colonnade import Crud, Database
from colonnade.data.compiled.choice import reads_of
from colonnade.data.compiled.instances import InstanceReads
from colonnade.data.compiled.reads import Reads
from colonnade.data.queries.page import Part
from colonnade.data.queries.sorting import terms
from colonnade.data.sessions.session import DataSession
from tests.data.compiled import schemas
from tests.data.conftest import statements_of
from tests.data.taskboard import Priority, Sample, Tag, Task, User

FITTING = [
    schemas.TaskPublic,
    schemas.TaskWithUser,
    schemas.TaskWithTags,
    schemas.Aliased,
    schemas.Shouting,
]


@pytest.fixture
def seeded(db: Database) -> Database:
    """Two users with tasks, some of them deleted, some with tags."""
    with db.session() as session:
        tags = [Tag(name=name) for name in "xyz"]
        for email in ("ann", "bob"):
            user = User(email=email)
            user.tasks = [Task(title=f"{email} {n}", points=n) for n in range(4)]
            user.tasks[0].tags = tags
            user.tasks[1].tags = tags[:1]
            session.add(user)
            session.flush()
            Crud(Task, session).delete(user.tasks[3].id)
    return db


def both(
    session: Session, model: type[Any], schema: type[BaseModel], run: Callable[[Any], Any]
) -> tuple[Any, Any]:
    """What both ways answer."""
    crud = Crud(model, session)
    direct = reads_of(crud, session, schema)
    assert isinstance(direct, Reads)
    return run(direct), run(InstanceReads(schema, crud))


def told(value: Any) -> Any:
    """A page or a list with collections in one order; the databases give them in any."""
    items = getattr(value, "items", value)
    for item in items if isinstance(items, list) else [items]:
        for name in ("tags", "labels"):
            getattr(item, name, []).sort(key=lambda tag: tag.id)
    return value


@pytest.mark.parametrize("schema", FITTING)
def test_get_answers_as_over_instances(seeded: Database, schema: type[BaseModel]) -> None:
    with seeded.session() as session:
        for key in range(1, 10):
            direct, over = both(session, Task, schema, lambda r, key=key: r.get(key))
            assert told(direct) == told(over)
        assert type(direct) is type(over)


@pytest.mark.parametrize("schema", FITTING)
@pytest.mark.parametrize("sort", ["", "-points", "priority,-title", "-created_at"])
def test_pages_answer_as_over_instances(
    seeded: Database, schema: type[BaseModel], sort: str
) -> None:
    where = [Task.points >= 0, Task.title != "bob 1"]
    with seeded.session() as session:
        after = None
        for _ in range(3):
            direct, over = both(
                session,
                Task,
                schema,
                lambda r, at=after: r.page(where, Part(terms(sort), 2, at, total=True)),
            )
            assert told(direct) == told(over)
            after = direct.next
        back, over = both(
            session, Task, schema, lambda r: r.page(where, Part(terms(sort), 2, over.previous))
        )
        assert told(back) == told(over)


def test_lists_answer_as_over_instances(seeded: Database) -> None:
    def run(reads: Any) -> Any:
        return reads.list([Task.title.in_(["ann 0", "bob 2"])], ("-id",), None)  # type: ignore[attr-defined]

    with seeded.session() as session:
        direct, over = both(session, Task, schemas.TaskWithTags, run)
        assert told(direct) == told(over)


def test_a_collection_of_a_collection_answers_as_over_instances(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        reads = reads_of(Crud(User, session), session, schemas.UserWithTasks)
        users = reads.list([], ("id",), 5)
        assert len(sent) == 3
        over = InstanceReads(schemas.UserWithTasks, Crud(User, session)).list([], ("id",), 5)
        assert [[t.title for t in u.tasks] for u in users] == [
            [t.title for t in u.tasks] for u in over
        ]
        assert [len(t.tags) for t in users[0].tasks] == [3, 1, 0]


def test_the_same_form_with_other_values_finds_other_rows(seeded: Database) -> None:
    with seeded.session() as session:
        reads = reads_of(Crud(Task, session), session, schemas.TaskPublic)
        for title in ("ann 0", "bob 1", "ann 2"):
            assert [t.title for t in reads.list([Task.title == title], ("id",), 3)] == [title]
        for points in ([0], [1, 2], []):
            found = reads.list([Task.points.in_(points)], ("id",), 9)  # type: ignore[attr-defined]
            assert {t.points for t in found} == set(points)
        for name in ("x", "y"):
            found = reads.list([Task.tags.any(Tag.name == name)], ("id",), 9)  # type: ignore[attr-defined]
            assert len(found) == {"x": 4, "y": 2}[name]


def test_every_kind_of_column_is_read_as_over_instances(db: Database) -> None:
    with db.session() as session:
        session.add(
            Sample(
                whole=1,
                text="a",
                maybe_float=0.1,
                amount=Decimal("1.20"),
                moment=datetime(2026, 1, 1, tzinfo=UTC),
                code=UUID(int=1),
                priority=Priority.HIGH,
            )
        )
        session.add(Sample(whole=2, text="b", amount=Decimal("0")))
    with db.session() as session:
        for sort in Sample.model_fields:
            direct, over = both(
                session,
                Sample,
                schemas.SamplePublic,
                lambda r, by=sort: r.page([], Part((by,), 1)),
            )
            assert direct == over
            direct, over = both(
                session,
                Sample,
                schemas.SamplePublic,
                lambda r, by=sort, at=direct.next: r.page([], Part((by,), 1, at)),
            )
            assert direct == over


def test_only_the_columns_of_the_schema_are_selected(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        reads_of(Crud(User, session), session, schemas.UserPublic).get(1)
        assert "email" in sent[0]
        assert "hashed_password" not in sent[0]


@pytest.mark.parametrize(("schema", "count"), [(schemas.TaskPublic, 1), (schemas.TaskWithTags, 2)])
def test_a_page_with_total_takes_one_statement_and_one_for_tags(
    seeded: Database, schema: type[BaseModel], count: int
) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        reads_of(Crud(Task, session), session, schema).page(
            [], Part(("-created_at",), 2, total=True)
        )
        assert len(sent) == count


def test_what_the_session_has_not_written_yet_is_seen(seeded: Database) -> None:
    with seeded.session() as session:
        session.add(Task(title="new", user_id=1))
        reads = reads_of(Crud(Task, session), session, schemas.TaskPublic)
        assert len(reads.list([Task.title == "new"], (), None)) == 1
        session.rollback()


def test_a_validator_that_looks_at_the_instance_gets_it(seeded: Database) -> None:
    with seeded.session() as session:
        reads = reads_of(Crud(Task, session), session, schemas.Looking)
        found = reads.get(1)
        assert found is not None
        assert found.title == "Task: ann 0"


def test_an_applications_own_criteria_are_kept(seeded: Database) -> None:
    def only_bobs(state: Any) -> None:
        state.statement = state.statement.where(Task.title.startswith("bob"))  # type: ignore[attr-defined]

    with seeded.session() as session:
        assert isinstance(session, DataSession)
        event.listen(session, "do_orm_execute", only_bobs)
        assert reads_of(Crud(Task, session), session, schemas.TaskPublic).get(1) is None


def test_a_schema_that_does_not_fit_is_no_mistake_of_the_client(seeded: Database) -> None:
    class Wrong(BaseModel):
        title: int

    with seeded.session() as session, pytest.raises(TypeError, match="does not fit Wrong"):
        reads_of(Crud(Task, session), session, Wrong).get(1)


@pytest.mark.parametrize(("size", "spelled"), [(20, True), (21, False)])
def test_a_usual_size_is_spelled_out(seeded: Database, size: int, spelled: bool) -> None:
    with statements_of(seeded.engine) as statements, seeded.session() as session:
        Crud(Task, session).page(size=size, into=schemas.TaskPublic)
        Crud(Task, session).list(limit=size, into=schemas.TaskPublic)
    assert [text.split("LIMIT ")[1][:2].isdigit() for text in statements] == [spelled] * 2


def test_lists_of_several_sizes_are_told_apart(seeded: Database) -> None:
    with seeded.session() as session:
        tasks = Crud(Task, session)
        found = [
            len(tasks.list(limit=limit, into=schemas.TaskPublic)) for limit in (3, 2, 10, None)
        ]
    assert found == [3, 2, 6, 6]
