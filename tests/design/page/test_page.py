"""The page's text: one file, safe whatever the names are, the same every time."""

import json
import re

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

from colonnade.design.design import Design
from colonnade.design.page import write
from tests.design.schemas import taskboard

EVIL = '</script><img src=x onerror="alert(1)">\'`&'


def evil() -> MetaData:
    metadata = MetaData()
    Table(EVIL, metadata, Column("id", Integer, primary_key=True), comment=EVIL)
    Table(
        "child",
        metadata,
        Column("id", Integer, primary_key=True),
        Column(EVIL, String(20), comment=EVIL, server_default=EVIL),
        Column("parent", ForeignKey(metadata.tables[EVIL].c.id)),
    )
    return metadata


def page(metadata: MetaData, name: str = "shop") -> str:
    return write(Design(name, metadata))["schema.html"]


def data(text: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'<script type="application/json" id="schema">(.*?)</script>', text, re.S)
    assert found
    value: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return value


def test_it_is_one_file() -> None:
    assert list(write(Design("shop", taskboard()))) == ["schema.html"]


def test_nothing_is_loaded_from_anywhere() -> None:
    text = page(taskboard()).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r'(src|href)="(?!data:|#)|url\(|@import|https?://', text)


def test_names_never_become_markup() -> None:
    text = page(evil(), EVIL)
    assert "<img" not in text
    assert text.count("</script>") == 2


def test_names_arrive_as_they_are() -> None:
    assert data(page(evil()))["tables"][0]["name"] == EVIL


def test_the_same_design_gives_the_same_page() -> None:
    assert page(taskboard()) == page(taskboard())


def test_columns_say_what_they_are() -> None:
    tables = {table["name"]: table for table in data(page(taskboard()))["tables"]}
    columns = {column["name"]: column for column in tables["tasks"]["columns"]}  # type: ignore[attr-defined]
    assert columns["priority"]["values"] == ["low", "medium", "high"]
    assert columns["user_id"]["marks"] == ["FK"]
    assert columns["due_date"]["nullable"]


def test_relations_say_how_many_and_what_deleting_does() -> None:
    says = [relation["says"] for relation in data(page(taskboard()))["relations"]]
    assert "Each task belongs to exactly one user; deleting a user deletes its tasks." in says


def test_tables_are_labelled_for_screen_readers() -> None:
    assert 'aria-label="Table tags, 6 columns, refers to users, referred to by task_tags"' in page(
        taskboard()
    )


@pytest.mark.parametrize("tables", [0, 1])
def test_a_tiny_schema_has_a_page(tables: int) -> None:
    metadata = MetaData()
    for number in range(tables):
        Table(f"table_{number}", metadata, Column("id", Integer, primary_key=True))
    assert len(data(page(metadata))["tables"]) == tables
