"""Relationships, types and defaults in words."""

import pytest
from sqlalchemy import JSON, Column, Enum, Integer, MetaData, Numeric, Table, Uuid, text
from sqlalchemy.dialects import postgresql

from colonnade.design.prose import article, default_text, noun, nouns, relation_sentence, type_text
from colonnade.schema.dbml import read_dbml
from colonnade.schema.relations import relations

SCHEMA = """
Table users {
  id integer [pk]
}
Table tasks {
  id integer [pk]
  %s integer [%s]
}
Ref: tasks.%s %s users.id%s
"""


def sentence(column: str, settings: str, kind: str, action: str = "") -> str:
    written = SCHEMA % (column, settings, column, kind, f" [delete: {action}]" if action else "")
    return relation_sentence(relations(read_dbml(written, "tasks.dbml"))[0])


@pytest.mark.parametrize(
    ("action", "deleting"),
    [
        ("cascade", "deleting a user deletes its tasks"),
        ("set null", "deleting a user keeps its tasks and empties `user_id`"),
        ("restrict", "a user cannot be deleted while it has tasks"),
        ("", "a user cannot be deleted while it has tasks"),
    ],
)
def test_a_sentence_says_what_deleting_does(action: str, deleting: str) -> None:
    said = sentence("user_id", "note: ''", ">", action)
    assert said == f"Each task may belong to one user; {deleting}."


def test_a_required_reference_is_exactly_one() -> None:
    said = sentence("user_id", "not null", ">", "cascade")
    assert said == "Each task belongs to exactly one user; deleting a user deletes its tasks."


def test_a_role_is_named() -> None:
    said = sentence("reviewer_id", "not null", ">")
    assert said.startswith("Each task belongs to exactly one user, its reviewer;")


def test_a_role_that_is_no_noun_is_quoted() -> None:
    said = sentence("assigned_to", "not null", ">")
    assert said.startswith("Each task belongs to exactly one user by `assigned_to`;")


def test_one_to_one() -> None:
    said = sentence("user_id", "not null, unique", ">", "cascade")
    assert said == (
        "Each task belongs to exactly one user, and a user has one task at most; "
        "deleting a user deletes its task."
    )


def test_a_reference_to_itself() -> None:
    written = "Table parts {\n  id integer [pk]\n  parent_id integer [ref: > parts.id]\n}"
    one = relations(read_dbml(written, "parts.dbml"))[0]
    assert relation_sentence(one) == (
        "Each part may refer to another part, its parent; "
        "a part cannot be deleted while another refers to it."
    )


@pytest.mark.parametrize(
    ("name", "one", "many"),
    [
        ("order_details", "order detail", "order details"),
        ("InvoiceLine", "invoice line", "invoice lines"),
    ],
)
def test_what_rows_are_called(name: str, one: str, many: str) -> None:
    table = Table(name, MetaData())
    assert (noun(table), nouns(table)) == (one, many)


@pytest.mark.parametrize(
    ("word", "said"), [("order", "an order"), ("user", "a user"), ("us state", "a us state")]
)
def test_articles(word: str, said: str) -> None:
    assert article(word) == said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Numeric(10, 2), "numeric(10, 2)"),
        (postgresql.TIMESTAMP(timezone=True), "timestamptz"),
        (postgresql.ARRAY(Integer), "integer[]"),
        (Enum("low", "high", name="priority"), "priority"),
        (Uuid(), "uuid"),
        (JSON(), "json"),
    ],
)
def test_types(kind: object, said: str) -> None:
    table = Table("things", MetaData(), Column("value", kind))  # type: ignore[arg-type]
    assert type_text(table.c.value) == said


def test_defaults() -> None:
    table = Table(
        "things",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("made_at", Integer, server_default=text("now()")),
        Column("plain", Integer),
    )
    assert [default_text(column) for column in table.columns] == ["increment", "now()", ""]
