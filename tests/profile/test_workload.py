"""From a statement's text to candidates, and from what is written to what an index costs."""

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, Table

from colonnade.profile.advice.accesses import Access, accesses
from colonnade.profile.advice.candidates import Candidate, candidates, missing
from colonnade.profile.advice.choose import columns_of
from colonnade.profile.advice.workload import workload_of
from colonnade.profile.recording.record import Execution, Record, Statement

FILTERED = (
    "SELECT t.id FROM tasks AS t WHERE t.user_id = {} AND t.deleted_at IS NULL ORDER BY t.at DESC"
)


def only(text: str, dialect: str = "sqlite") -> Access:
    (found,) = accesses(text, dialect, {})
    return found


@pytest.mark.parametrize(
    ("dialect", "placeholder"),
    [
        ("sqlite", "?"),
        ("postgresql", "%(a)s::INTEGER"),
        ("postgresql", "$1::INTEGER"),
        ("mysql", "%s"),
    ],
)
def test_the_placeholders_of_every_driver_are_read(dialect: str, placeholder: str) -> None:
    assert only(FILTERED.format(placeholder), dialect).equal == ["user_id"]


def test_a_condition_without_a_value_may_be_that_of_a_partial_index() -> None:
    assert only(FILTERED.format("?")).fixed == {"deleted_at": "deleted_at IS NULL"}


def test_the_order_is_read_with_its_direction() -> None:
    assert only(FILTERED.format("?")).order == [("at", True)]


def test_a_derived_table_leads_to_its_table() -> None:
    inner = "SELECT tasks.id AS id, tasks.due AS due FROM tasks WHERE tasks.user_id = ?"
    found = only(f"SELECT x.id FROM ({inner}) AS x WHERE x.due < ?")
    assert (found.table, found.equal, found.ranges) == ("tasks", ["user_id"], ["due"])


def test_a_row_value_is_a_range_of_its_first_column() -> None:
    assert only("SELECT id FROM tasks WHERE (tasks.at, tasks.id) < (?, ?)").ranges == ["at"]


@pytest.mark.parametrize(("dialect", "equal"), [("sqlite", ["lower(a)"]), ("mysql", [])])
def test_a_column_within_a_function_is_one_where_it_can_be_indexed(
    dialect: str, equal: list[str]
) -> None:
    assert only("SELECT id FROM t WHERE lower(t.a) = lower(?)", dialect).equal == equal


def test_what_stands_below_an_or_is_left_out() -> None:
    assert only("SELECT id FROM tasks WHERE tasks.a = ? OR tasks.b = ?").equal == []


def test_a_text_that_cannot_be_read_gives_nothing() -> None:
    assert accesses("SELEC whatever (", "sqlite", {}) == []


def test_equalities_come_before_the_order() -> None:
    found = {
        one.names for one in candidates(Access("t", equal=["a"], order=[("b", True)]), "sqlite")
    }
    assert ("a", "b") in found
    assert ("b", "a") not in found


def test_an_order_in_one_direction_needs_no_descending_index() -> None:
    (both,) = {
        one.columns
        for one in candidates(Access("t", order=[("a", True), ("b", True)]), "sqlite")
        if len(one.columns) == 2
    }
    assert both == (("a", False), ("b", False))


def test_mariadb_is_offered_no_partial_index() -> None:
    access = Access("t", equal=["a"], fixed={"gone": "gone IS NULL"})
    assert not any(one.where for one in candidates(access, "mysql"))


def test_the_beginning_of_an_index_is_not_missing() -> None:
    table = Table("t", MetaData(), Column("a", Integer), Column("b", Integer), Index("i", "a", "b"))
    wanted = [Candidate("t", (("a", False),)), Candidate("t", (("b", False),))]
    assert [missing(one, table.metadata) for one in wanted] == [False, True]


def test_an_update_of_an_indexed_column_is_counted() -> None:
    update = Statement("UPDATE tasks SET done=? WHERE tasks.id = ?", "update", "sqlite", False)
    record = Record([Execution(update, (), "", n, 0.1, 1) for n in range(5)])
    writes = workload_of(record).writes["tasks"]
    assert writes.of(columns_of(Candidate("tasks", (("done", False),)))) == (5, 5)
    assert writes.of({"title"}) == (0, 0)


def test_what_one_flush_inserts_counts_once() -> None:
    insert = Statement("INSERT INTO tasks (title) VALUES (?)", "insert", "sqlite", False)
    record = Record([Execution(insert, (), "", n, 0.1, 1, flush=7) for n in range(900)])
    assert workload_of(record).writes["tasks"].rows == 1
