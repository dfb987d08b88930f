"""The Mermaid diagram: legal words, the right ends of the lines, parts that can be read."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Numeric, String, Table

from colonnade.design.diagram import diagrams, mermaid
from colonnade.design.groups import READABLE
from tests.design.schemas import made_up, taskboard


def two(**settings: object) -> MetaData:
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    Table("cards", metadata, Column("user_id", ForeignKey("users.id"), **settings))  # type: ignore[arg-type]
    return metadata


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"nullable": False}, 'users ||--o{ cards : "user_id"'),
        ({"nullable": True}, 'users |o--o{ cards : "user_id"'),
        ({"nullable": False, "unique": True}, 'users ||--o| cards : "user_id"'),
        ({"nullable": True, "unique": True}, 'users |o--o| cards : "user_id"'),
    ],
)
def test_the_ends_of_a_line(settings: dict[str, object], line: str) -> None:
    assert line in mermaid(two(**settings))


def test_columns_with_types_and_marks() -> None:
    text = mermaid(taskboard())
    assert "        integer task_id PK, FK\n" in text
    assert "        varchar(255) email UK\n" in text
    assert '        varchar(2000) description "may be empty"\n' in text


def test_a_link_table_has_a_line_to_both_ends() -> None:
    text = mermaid(taskboard())
    assert 'tasks ||--o{ task_tags : "task_id"' in text
    assert 'tags ||--o{ task_tags : "tag_id"' in text


def test_names_that_mermaid_would_misread_are_quoted() -> None:
    metadata = MetaData()
    for name in ("class", "order details", 'say "hi"', "a%b"):
        Table(name, metadata, Column("id", Integer, primary_key=True))
    text = mermaid(metadata)
    for name in ('"class"', '"order details"', "\"say 'hi'\"", "a_b"):
        assert f"    {name} {{\n" in text


def test_columns_become_legal_words_and_keep_their_names_as_a_remark() -> None:
    metadata = MetaData()
    Table("t", metadata, Column("unit price", Numeric(10, 2)), Column("pk", String(3)))
    text = mermaid(metadata)
    assert 'numeric(10_2) unit_price "unit price"\n' in text
    assert 'varchar(3) pk_ "pk"\n' in text


def test_tables_whose_names_become_equal_are_told_apart() -> None:
    metadata = MetaData()
    for name in ("a%", "a\\"):
        Table(name, metadata, Column("id", Integer))
    assert "    a_ {\n" in mermaid(metadata)
    assert '    "a_ (2)" {\n' in mermaid(metadata)


def test_a_small_schema_is_one_diagram() -> None:
    assert diagrams(taskboard()) == [("All tables", mermaid(taskboard()))]


def test_a_large_schema_is_cut_into_parts_that_can_be_read() -> None:
    parts = diagrams(made_up(100))
    assert len(parts) > 4
    for _, text in parts:
        assert text.count(" {\n") <= READABLE * 1.5


def test_every_table_is_told_once_and_every_line_drawn_once() -> None:
    metadata = made_up(100)
    whole = mermaid(metadata).splitlines()
    parts = [line for _, text in diagrams(metadata) for line in text.splitlines()]
    for marker in (" {", "--o"):
        assert sorted(line for line in parts if marker in line) == sorted(
            line for line in whole if marker in line
        )


def test_the_same_schema_gives_the_same_diagrams() -> None:
    assert diagrams(made_up(60)) == diagrams(made_up(60))
