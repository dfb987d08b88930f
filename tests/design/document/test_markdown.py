"""Markdown that nothing in a name or a note can break."""

import pytest

from colonnade.design.document.markdown import anchors, bullets, code, paragraphs, plain, table


@pytest.mark.parametrize(
    ("text", "said"), [("id", "`id`"), ("a`b", "`` a`b ``"), ("", ""), ("a\n b", "`a b`")]
)
def test_code(text: str, said: str) -> None:
    assert code(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("<b>", "&lt;b&gt;"), ("# no heading", "\\# no heading"), ("a & b", "a &amp; b")],
)
def test_notes_are_neither_html_nor_headings(text: str, said: str) -> None:
    assert plain(text) == said


def test_a_table_escapes_pipes_and_joins_lines() -> None:
    assert table(("A",), [("`x|y`",), ("one\ntwo",)]).splitlines()[2:] == [
        "| `x\\|y` |",
        "| one<br>two |",
    ]


def test_a_table_leaves_out_columns_that_nobody_fills() -> None:
    assert table(("A", "B"), [("x", "")]) == "| A |\n| --- |\n| x |"


def test_addresses_are_never_the_same() -> None:
    assert anchors(["a b", "a-b", "Ä"], "t-") == {"a b": "t-a-b", "a-b": "t-a-b-2", "Ä": "t-ä"}


def test_bullets_and_paragraphs() -> None:
    assert paragraphs("a", "", bullets(["b", "c"])) == "a\n\n- b\n- c"
