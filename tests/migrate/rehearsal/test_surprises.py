"""What an application fails over although the database has answered."""

from random import Random

import pytest
import sqlalchemy as sa

from colonnade.migrate.rehearsal.load.callers import NewRow
from colonnade.migrate.rehearsal.load.crud import operations
from colonnade.migrate.rehearsal.load.rows import Rows
from colonnade.migrate.rehearsal.load.surprises import surprise
from colonnade.migrate.rehearsal.load.workload import Call
from colonnade.migrate.rehearsal.rows.samples import Sample

TASK = sa.Table(
    "task",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(20), nullable=False),
)
SAMPLE = Sample({"title": "one"}, frozenset({"title"}), frozenset())
ROWS = Rows(TASK, [*TASK.columns], SAMPLE, [(1,)], {}, 1, 1, "sqlite", True, frozenset({"title"}))


@pytest.mark.parametrize(
    ("title", "key", "expected"),
    [("one", 1, ""), (None, 1, "NULL in title"), ("one", 2, "row not found")],
)
def test_a_row_that_is_gone_and_a_null_are_surprises(title, key, expected):
    get = next(one for one in operations(ROWS) if one.name == "get task")
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE task (id, title)")
        connection.exec_driver_sql("INSERT INTO task VALUES (1, ?)", (title,))
        rows = connection.execute(get.statement, {"key_0": key}).all()  # type: ignore[call-overload]
    assert surprise(get, Call({}, (key,)), rows) == expected


def test_what_no_version_before_could_leave_empty_is_left_empty_in_turns():
    new, random = NewRow(ROWS, SAMPLE), Random(1)
    assert [new(random).parameters["title"] is None for _ in range(4)] == [True, False, True, False]
