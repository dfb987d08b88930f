import pytest

from tests.check.conftest import BAD

LINE = "    created_at: datetime = Field(default_factory=datetime.utcnow)"


def with_comment(comment: str) -> str:
    return BAD.replace(LINE, f"{LINE}  {comment}")


def test_a_comment_with_a_reason_suppresses(tree):
    tree.write("models.py", with_comment("# colonnade: ignore[COL201] an old table"))
    assert tree.codes() == []


def test_a_comment_of_its_own_line_is_about_the_next(tree):
    above = "    # colonnade: ignore[COL201] an old table\n    # that nobody reads\n"
    tree.write("models.py", BAD.replace(LINE, above + LINE))
    assert tree.codes() == []


@pytest.mark.parametrize("comment", ["# colonnade: ignore[COL201]", "# colonnade: ignore"])
def test_a_comment_has_a_reason(tree, comment):
    tree.write("models.py", with_comment(comment))
    assert "COL002" in tree.codes()


def test_a_comment_for_another_rule_suppresses_nothing(tree):
    tree.write("models.py", with_comment("# colonnade: ignore[COL401] by mistake"))
    assert tree.codes() == ["COL003", "COL201"] or tree.codes() == ["COL201", "COL003"]


def test_text_that_looks_like_a_comment_is_none(tree):
    tree.write("models.py", BAD + 'x = "# colonnade: ignore"\n')
    assert tree.codes() == ["COL201"]


def test_a_comment_for_a_rule_that_was_not_asked_is_left(tree):
    tree.write("pyproject.toml", '[tool.colonnade.check]\nignore = ["COL201"]\n')
    tree.write("models.py", with_comment("# colonnade: ignore[COL201] an old table"))
    assert tree.codes() == []
