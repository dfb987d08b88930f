"""The Schema Design Document: what it tells of the task board, and that no name or note breaks it."""

import re
from functools import cache

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from colonnade.design.design import Design
from colonnade.design.document import write
from colonnade.schema.database import read_database
from colonnade.schema.dbml import read_dbml
from colonnade.schema.info import Omission, schema_info
from tests.design.schemas import made_up, taskboard


def document(metadata: MetaData, **decided: list[str]) -> str:
    return write(Design("shop", metadata, **decided))["SCHEMA.md"]  # type: ignore[arg-type]


@cache
def board() -> str:
    return document(taskboard())


def section(text: str, title: str) -> str:
    """What stands below a heading of the second level."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_it_lists_its_sections() -> None:
    headings = [line[3:] for line in board().splitlines() if line.startswith("## ")]
    listed = board().split("\n## ", 1)[0]
    assert [f"[{title}](#{title.lower().replace(' ', '-')})" in listed for title in headings]
    assert headings[:3] == ["Overview", "Diagram", "Tables"]


def test_the_overview_counts_and_leads_to_the_page() -> None:
    told = section(board(), "Overview")
    assert (
        "4 tables with 25 columns and 4 foreign keys; 1 of the tables links many to many." in told
    )
    assert "[schema.html](schema.html)" in told


def test_links_to_tables_lead_somewhere() -> None:
    for table in taskboard().tables:
        assert f'<a id="table-{table}"></a>' in board()
        assert f"(#table-{table})" in board()


def test_a_table_is_told_by_its_note_and_columns() -> None:
    tables = section(board(), "Tables")
    assert "Something a user has to do" in tables
    assert "| `priority` | `priority` | no | `medium` | One of `low`, `medium`, `high` |" in tables
    assert (
        "| `user_id` | `integer` | no |  | The owner. Refers to [`users`](#table-users) |" in tables
    )


def test_a_table_without_a_note_is_told_by_its_keys() -> None:
    text = """
    Table orders {
      id integer [pk]
    }
    Table order_lines {
      id integer [pk]
      order_id integer [not null, ref: > orders.id]
    }"""
    overview = section(document(read_dbml(text, "shop.dbml")), "Overview")
    assert "Each row is an order line, which belongs to an order." in overview


def test_relationships_are_sentences() -> None:
    told = section(board(), "Relationships")
    assert "Each task belongs to exactly one user; deleting a user deletes its tasks." in told
    assert "Tasks and tags are linked many to many by [`task_tags`](#table-task_tags)" in told


def test_ownership_says_who_sees_what() -> None:
    told = section(board(), "Ownership")
    assert "| [`tasks`](#table-tasks) | the user it belongs to | `user_id` |" in told
    assert "| [`task_tags`](#table-task_tags) | whoever sees its task |" in told


def test_soft_deletion_and_time_stamps_are_told() -> None:
    told = section(board(), "Timestamps and soft deletion")
    assert "deleting from [`tasks`](#table-tasks) sets `deleted_at`" in told


def test_every_index_has_a_reason() -> None:
    rows = [line for line in section(board(), "Indexes").splitlines() if line.startswith("| ")][2:]
    assert len(rows) == 10
    assert all(row.split(" | ")[3].strip(" |").endswith(".") for row in rows)


def test_the_task_board_has_nothing_suspicious() -> None:
    assert "Nothing in the names and types suggests" in section(board(), "Normalisation")


def test_suspicions_come_with_evidence_and_a_remedy() -> None:
    text = "Table contacts {\n id integer [pk]\n phone1 text\n phone2 text\n}"
    told = section(document(read_dbml(text, "c.dbml")), "Normalisation")
    assert "`phone1` and `phone2` in `contacts` look like a list" in told
    assert "(COLS202)" in told


def test_performance_names_what_to_load_and_what_to_index() -> None:
    told = section(board(), "Performance")
    assert "selectinload(" in told
    assert "`tasks.description`" in told


def test_what_is_not_carried_over_is_listed_by_kind() -> None:
    metadata = taskboard()
    schema_info(metadata).omissions += [
        Omission("view", "busy_users", "models are made for tables"),
        Omission("trigger", "tasks.stamp"),
        Omission("trigger", "tasks.audit"),
    ]
    told = section(document(metadata), "Not carried over")
    assert "- Trigger: 2\n  - `tasks.audit`\n  - `tasks.stamp`" in told
    assert "- View `busy_users`: models are made for tables" in told


def test_every_decision_is_listed_once() -> None:
    metadata = taskboard()
    schema_info(metadata).assumptions += ["Dates are UTC.", "The key is `id`."]
    text = document(metadata, assumptions=["The database is SQLite.", "Dates are UTC."])
    assert section(text, "Assumptions").count("Dates are UTC.") == 1
    assert "The database is SQLite." in text
    assert "The key is `id`." in text


def test_habits_are_listed() -> None:
    text = document(taskboard(), habits=["Tables are named in the plural."])
    assert "- Tables are named in the plural." in section(text, "Habits followed")


@pytest.mark.parametrize("title", ["Not carried over", "Habits followed"])
def test_a_section_with_nothing_to_say_is_left_out(title: str) -> None:
    assert title not in board()


def test_names_and_notes_cannot_break_it() -> None:
    metadata = MetaData()
    evil = "a|b`c\n## x <script>"
    Table(evil, metadata, Column(evil, Integer, primary_key=True, comment=evil), comment=evil)
    text = document(metadata)
    assert "\n## x" not in text
    outside = re.sub(r"```mermaid.*?```|(`+) .*? \1", "", text, flags=re.S)
    assert "<script>" not in outside


def test_an_empty_schema_has_a_document() -> None:
    assert document(MetaData()).startswith("# shop: Schema Design Document")


def test_the_same_design_gives_the_same_document() -> None:
    assert document(made_up(40)) == document(made_up(40))


@pytest.mark.parametrize("url", ["chinook_sqlite_url", "northwind_url"])
def test_real_databases(url: str, request: pytest.FixtureRequest) -> None:
    metadata = read_database(request.getfixturevalue(url))
    told = section(document(metadata), "Normalisation")
    codes = {word.strip("()") for word in told.split() if word.startswith("(COLS")}
    expected = {
        "chinook_sqlite_url": {"COLS203", "COLS402"},
        "northwind_url": {"COLS203", "COLS301", "COLS401"},
    }
    assert codes == expected[url]
