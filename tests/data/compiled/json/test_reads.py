"""What PostgreSQL writes as JSON is what pydantic would write, letter by letter."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import text

from colonnade import Crud, Database, Page
from colonnade.data.compiled.json.document import document_of
from colonnade.data.compiled.json.reads import json_reads
from tests.data.compiled.json.schemas import UNFIT, Kinds, KindsPublic, NestedMeanings, metadata
from tests.data.compiled.schemas import TaskWithUser, UserWithTasks
from tests.data.kept import Kept
from tests.data.taskboard import Priority, Tag, Task, User

TEXTS = [
    '"',
    "\\",
    "/",
    "\b\f\n\r\t",
    "\x01\x1f\x7f",
    "é ✓ 🙂 \u2028",
    "</script>",
    "",
    " a ",
    "null",
]
FORGED = ['"moment":"2026-01-02T03:04:05.5"', '","moment":"2026-01-02T03:04:05"', 'x":']
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MOMENTS = [
    MOMENT,
    MOMENT.replace(microsecond=120_000),
    MOMENT.replace(microsecond=1),
    MOMENT.replace(year=1),
    MOMENT.replace(year=9999, tzinfo=timezone(timedelta(hours=5, minutes=30))),
]


class TextAlone(BaseModel):
    text: str


@pytest.fixture
def db(kept: Kept) -> Database:
    return kept("postgresql", metadata)


def both(session: Any, model: Any, schema: type[BaseModel], **options: Any) -> tuple[bytes, bytes]:
    """A page as PostgreSQL writes it, and as pydantic does."""
    crud, reads = Crud(model, session), json_reads(session, model, schema)
    assert reads is not None
    page = crud.page(into=schema, **options)
    written = TypeAdapter(Page[schema]).dump_json(page, by_alias=True)  # type: ignore[valid-type]
    return reads.page_of(*crud._asked(**options)), written


@pytest.mark.parametrize(
    "values",
    [
        *({"text": said} for said in TEXTS + FORGED),
        *({"text": "", "moment": moment} for moment in MOMENTS),
        *({"text": "", "local": moment.replace(tzinfo=None)} for moment in MOMENTS),
        {"text": "", "flag": True, "whole": -(2**31), "day": date(1, 2, 3)},
        {"text": "", "flag": False, "whole": 0, "day": date(9999, 12, 31)},
        {"text": "", "code": UUID("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11")},
        {"text": "", "priority": Priority.HIGH},
    ],
)
def test_a_value_is_written_as_pydantic_writes_it(db: Database, values: dict[str, Any]) -> None:
    with db.session() as session:
        session.add(Kinds(**values))
        session.flush()
        ours, theirs = both(session, Kinds, KindsPublic)
    assert ours == theirs


def test_the_time_zone_of_the_session_changes_nothing(db: Database) -> None:
    with db.session() as session:
        session.add(Kinds(text="", moment=MOMENT))
        session.flush()
        session.execute(text("SET LOCAL TIME ZONE 'Asia/Kolkata'"))
        ours, theirs = both(session, Kinds, KindsPublic)
    assert ours == theirs


def test_pages_have_the_same_cursors_and_totals(db: Database) -> None:
    with db.session() as session:
        session.add_all([Kinds(text=str(n), moment=MOMENT) for n in range(5)])
        session.flush()
        ours, theirs = both(session, Kinds, KindsPublic, size=2, sort="-moment", total=True)
        after = Crud(Kinds, session).page(size=2, sort="-moment").next
        second = both(session, Kinds, KindsPublic, size=2, sort="-moment", after=after)
    assert ours == theirs
    assert second[0] == second[1]


def test_a_cursor_at_the_end_of_time_leads_on(db: Database) -> None:
    with db.session() as session:
        session.add_all([Kinds(text="a"), Kinds(text="b", moment=MOMENT)])
        session.flush()
        session.execute(text("UPDATE kinds SET moment = 'infinity' WHERE text = 'a'"))
        reads = json_reads(session, Kinds, TextAlone)
        assert reads is not None
        asked = Crud(Kinds, session)._asked
        first = json.loads(reads.page_of(*asked(size=1, sort="-moment")))
        after = reads.page_of(*asked(size=1, sort="-moment", after=first["next"]))
    assert [item["text"] for item in first["items"] + json.loads(after)["items"]] == ["a", "b"]


def test_an_empty_page_is_written(db: Database) -> None:
    with db.session() as session:
        ours, theirs = both(session, Kinds, KindsPublic)
    assert ours == theirs


@pytest.fixture
def board(postgresql_db: Database) -> Database:
    """Two users, one with tasks and tags, and one of the tasks deleted."""
    with postgresql_db.session() as session:
        ann, ben = User(email="ann"), User(email="ben")
        ann.tasks = [Task(title=f"t{n}", points=n, tags=[Tag(name=f"x{n}")]) for n in range(3)]
        ann.tasks.append(Task(title="bare"))
        session.add_all([ann, ben])
        session.flush()
        Crud(Task, session).delete(ann.tasks[1].id)
    return postgresql_db


@pytest.mark.parametrize(("model", "schema"), [(User, UserWithTasks), (Task, TaskWithUser)])
def test_other_rows_are_written_within_a_row(
    board: Database, model: Any, schema: type[BaseModel]
) -> None:
    with board.session() as session:
        ours, theirs = both(session, model, schema)
    assert ours == theirs


def test_a_row_that_is_not_there_is_none(board: Database) -> None:
    with board.session() as session:
        reads = json_reads(session, Task, TaskWithUser)
        assert reads is not None
        assert reads.row_of(999) is None


def test_other_databases_leave_it_to_the_schema(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        assert json_reads(session, Task, TaskWithUser) is None


def test_a_session_that_shows_deleted_rows_leaves_it_to_the_schema(board: Database) -> None:
    with board.session(include_deleted=True) as session:
        assert json_reads(session, Task, TaskWithUser) is None


@pytest.mark.parametrize("schema", UNFIT)
def test_a_schema_that_writes_otherwise_is_not_written(schema: type[BaseModel]) -> None:
    assert document_of(Kinds, schema) is None


def test_a_name_with_two_meanings_is_not_written() -> None:
    assert document_of(Task, NestedMeanings) is None
