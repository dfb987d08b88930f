import pytest

from colonnade.check.config import read_config
from colonnade.check.fixes import applied, fix, without_overlaps, write
from colonnade.check.mending import mended
from colonnade.errors import UsageError
from colonnade.findings import Edit, Finding, Place
from tests.check.conftest import BAD

PLACE = Place("a.py", 1, 1)


def finding(*edits: Edit, code: str = "COL999", safe: bool = True) -> Finding:
    return Finding(code, PLACE, "x", edits=edits, safe=safe)


def test_edits_are_made_from_the_end():
    assert applied("abc", [Edit(0, 1, "xx"), Edit(2, 3, "yy")]) == "xxbyy"


def test_an_edit_that_two_fixes_share_is_made_once():
    assert applied("a", [Edit(0, 0, "b"), Edit(0, 0, "b")]) == "ba"


def test_edits_that_touch_wait_for_the_next_round():
    first, second = finding(Edit(0, 2, "")), finding(Edit(2, 3, ""))
    assert without_overlaps([first, second]) == [first]


def test_a_fix_that_breaks_the_file_is_taken_back():
    found = finding(Edit(0, 1, "("))
    assert fix("a.py", "a = 1\n", lambda text: [found]).after == "a = 1\n"


def test_a_fix_that_does_not_help_is_taken_back():
    found = finding(Edit(0, 1, "b"))
    assert fix("a.py", "a = 1\n", lambda text: [found]).count == 0


def test_a_good_fix_beside_a_bad_one_is_kept():
    def judge(text: str) -> list[Finding]:
        bad = finding(Edit(0, 1, "("), code="COL998")
        return [bad, finding(Edit(4, 5, "2"))] if text == "a = 1\n" else [bad]

    assert fix("a.py", "a = 1\n", judge).after == "a = 2\n"


def test_an_unsafe_fix_is_asked_for():
    def judge(text: str) -> list[Finding]:
        return [finding(Edit(4, 5, "2"), safe=False)] if "1" in text else []

    assert fix("a.py", "a = 1\n", judge).count == 0
    assert fix("a.py", "a = 1\n", judge, unsafe=True).after == "a = 2\n"


def test_a_fixed_file_keeps_its_encoding_and_line_ends(tree):
    text = f"# -*- coding: latin-1 -*-\n# é\n{BAD}".replace("\n", "\r\n")
    path = tree.write("models.py", text.encode("latin-1"))
    for fixed in mended([tree.root], read_config(tree.root)):
        write(fixed)
    content = path.read_bytes()
    assert b"\xe9\r\n" in content
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_second_round_changes_nothing(tree):
    tree.write("models.py", BAD)
    for fixed in mended([tree.root], read_config(tree.root)):
        write(fixed)
    assert mended([tree.root], read_config(tree.root)) == []


def test_what_a_fix_makes_of_another_file_is_mended_with_it(tree):
    model = BAD.replace("datetime.utcnow", "datetime.now, sa_type=DateTime()")
    tree.write("models.py", model.replace("import Field", "import DateTime, Field"))
    text = (
        "from datetime import datetime\n\ndef touch(task):\n    task.created_at = datetime.now()\n"
    )
    tree.write("touch.py", f"from sqlmodel import Session\n{text}")
    for fixed in mended([tree.root], read_config(tree.root), unsafe=True):
        write(fixed)
    assert "datetime.now(UTC)" in (tree.root / "touch.py").read_text()


def mend(tree) -> None:
    for fixed in mended([tree.root], read_config(tree.root)):
        write(fixed)


def test_lines_that_end_in_several_ways_keep_their_ends(tree):
    path = tree.write("models.py", BAD.replace("\n", "\r\n", 3).encode())
    mend(tree)
    ends = [line[-2:] == b"\r\n" for line in path.read_bytes().splitlines(keepends=True)]
    assert ends == [True] * 3 + [False] * (len(ends) - 3)
    assert tree.codes() == []


def test_lines_that_end_with_a_carriage_return_keep_it(tree):
    path = tree.write("models.py", BAD.replace("\n", "\r").encode())
    mend(tree)
    assert b"\n" not in path.read_bytes()
    assert tree.codes() == []


def test_a_text_in_another_encoding_is_mended(tree):
    path = tree.write("models.py", f"# coding: latin-1\nx = 'é'\n{BAD}".encode("latin-1"))
    mend(tree)
    assert b"'\xe9'" in path.read_bytes()
    assert tree.codes() == []


def test_a_link_stays_one(tree):
    path = tree.write("models.py", BAD)
    link = tree.root / "link.py"
    link.symlink_to(path)
    (fixed,) = mended([link], read_config(tree.root))
    write(fixed)
    assert link.is_symlink()
    assert "utcnow" not in path.read_text()


def test_what_was_changed_meanwhile_is_not_written_over(tree):
    path = tree.write("models.py", BAD)
    (fixed,) = mended([tree.root], read_config(tree.root))
    path.write_text("# mine\n")
    with pytest.raises(UsageError, match="was changed while"):
        write(fixed)
    assert [path.read_text(), *tree.root.glob(".models*")] == ["# mine\n"]


def test_a_file_that_went_is_named(tree):
    path = tree.write("models.py", BAD)
    (fixed,) = mended([tree.root], read_config(tree.root))
    path.unlink()
    with pytest.raises(UsageError, match="cannot be written"):
        write(fixed)


def test_a_difference_says_where_no_line_ends(tree):
    tree.write("models.py", BAD.rstrip("\n"))
    (fixed,) = mended([tree.root], read_config(tree.root))
    assert fixed.diff.count("\\ No newline at end of file\n") == 2


def test_an_argument_gets_a_line_where_the_others_have_lines(tree):
    key = '    user_id: int = Field(\n        foreign_key="user.id",\n        description="whose",\n    )\n'
    user = "class User(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n"
    path = tree.write("models.py", BAD.replace("class Task", f"{user}\n\nclass Task") + key)
    for fixed in mended([tree.root], read_config(tree.root), unsafe=True):
        write(fixed)
    assert '        description="whose",\n        index=True,\n    )\n' in path.read_text()
