import os
import threading

import pytest

from colonnade.check import shards, worker
from tests.check.conftest import BAD

GOOD = BAD.replace("datetime.utcnow", "lambda: now(UTC)")


def test_a_finding_has_its_place(tree):
    path = tree.write("app/models.py", BAD)
    (finding,) = tree.check().findings
    assert str(finding.place) == f"{path}:8:50"


def test_a_file_without_our_libraries_is_not_looked_at(tree):
    tree.write("other.py", "from datetime import datetime\ndatetime.utcnow()\nprint(")
    assert tree.check().files == 0


@pytest.mark.parametrize("folder", [".venv", "node_modules", "build"])
def test_environments_and_builds_are_passed_over(tree, folder):
    tree.write(f"{folder}/models.py", BAD)
    assert tree.codes() == []


def test_a_file_that_is_named_is_read_wherever_it_is(tree):
    path = tree.write("build/models.py", BAD)
    from colonnade.check.config import read_config
    from colonnade.check.engine import check

    assert len(check([path], read_config(tree.root), use_cache=False).findings) == 1


def test_a_loop_of_links_ends(tree):
    tree.write("app/models.py", BAD)
    os.symlink(tree.root, tree.root / "app/again")
    assert tree.codes() == ["COL201"]


def test_links_that_lead_to_each_other_are_passed_over(tree):
    os.symlink("b.py", tree.root / "a.py")
    os.symlink("a.py", tree.root / "b.py")
    assert tree.codes() == []


def test_a_file_linked_twice_is_read_once(tree):
    path = tree.write("models.py", BAD)
    os.symlink(path, tree.root / "same.py")
    assert tree.codes() == ["COL201"]


def test_a_file_of_many_lines_is_read(tree):
    tree.write("models.py", BAD + "x = 1\n" * 100_000)
    assert tree.codes() == ["COL201"]


def test_processes_find_what_one_finds(tree, monkeypatch):
    for number in range(6):
        tree.write(f"app/m{number}.py", BAD)
    alone = tree.check().findings
    monkeypatch.setattr(shards, "_WORTH_A_PROCESS", 100)
    assert tree.check().findings == alone
    assert len(alone) == 6


def test_other_threads_make_no_difference(tree, monkeypatch):
    for number in range(2):
        tree.write(f"app/m{number}.py", BAD)
    monkeypatch.setattr(shards, "_WORTH_A_PROCESS", 100)
    end = threading.Event()
    other = threading.Thread(target=end.wait)
    other.start()
    try:
        assert tree.codes() == ["COL201", "COL201"]
    finally:
        end.set()
        other.join()


def test_a_word_in_one_file_gives_the_others_a_meaning(tree):
    """Without a model anywhere, `utcnow` is nobody's mistake, and the file is not even parsed."""
    tree.write("times.py", "from datetime import datetime\nsession = datetime.utcnow()\n")
    assert tree.codes(use_cache=True) == []
    tree.write("models.py", "from sqlmodel import SQLModel\n")
    assert tree.codes(use_cache=True) == ["COL201"]


def test_a_second_run_reads_nothing(tree, monkeypatch):
    tree.write("models.py", BAD)
    first = tree.check(use_cache=True).findings
    monkeypatch.setattr("colonnade.check.worker.read_content", None)
    assert tree.check(use_cache=True).findings == first


def test_a_changed_file_is_read_again(tree):
    tree.write("models.py", BAD)
    tree.codes(use_cache=True)
    tree.write("models.py", GOOD + "# longer\n")
    assert tree.codes(use_cache=True) == []


def test_a_file_that_was_touched_keeps_its_findings(tree, monkeypatch):
    path = tree.write("models.py", BAD)
    first = tree.codes(use_cache=True)
    os.utime(path, (1, 1))
    monkeypatch.setattr("colonnade.check.worker.read_content", None)
    assert tree.codes(use_cache=True) == first


def test_a_torn_cache_is_as_good_as_none(tree):
    tree.write("models.py", BAD)
    tree.codes(use_cache=True)
    (file,) = (tree.root / ".colonnade_cache").glob("*.pickle")
    file.write_bytes(b"torn")
    assert tree.codes(use_cache=True) == ["COL201"]


def test_a_cache_runs_no_code(tree, tmp_path):
    """It lies in the folder of a project that may come from anybody."""
    tree.write("models.py", BAD)
    tree.codes(use_cache=True)
    (file,) = (tree.root / ".colonnade_cache").glob("*.pickle")
    file.write_bytes(b"cos\nmkdir\n(V" + str(tmp_path / "made").encode() + b"\ntR.")
    assert tree.codes(use_cache=True) == ["COL201"]
    assert not (tmp_path / "made").exists()


def test_nothing_but_the_cache_is_left(tree):
    tree.write("models.py", BAD)
    tree.codes(use_cache=True)
    names = {path.suffix for path in (tree.root / ".colonnade_cache").iterdir()}
    assert names == {".pickle", ""}


def test_the_cache_is_not_committed(tree):
    tree.write("models.py", BAD)
    tree.codes(use_cache=True)
    assert (tree.root / ".colonnade_cache/.gitignore").read_text() == "*\n"


NOTE = "from sqlmodel import Field, SQLModel\n\n\nclass Note(SQLModel, table=True):\n"
NOTE += "    id: int = Field(primary_key=True)\n    price: float\n"
FROM_OUTSIDE = "session = None\n\n\ndef column(name: str):\n    return getattr({}, name)\n"


@pytest.mark.parametrize("said", ["Other", "Note that it is another"])
def test_a_file_that_imports_no_model_is_not_parsed(tree, monkeypatch, said):
    tree.write("app/models.py", NOTE)
    path = tree.write("app/other.py", FROM_OUTSIDE.format("Other") + f"# {said}\n")
    read = []
    content = worker.read_content
    monkeypatch.setattr(
        worker, "read_content", lambda *said: (read.append(str(said[0])), content(*said))[1]
    )
    tree.check()
    assert str(path) not in read


@pytest.mark.parametrize(
    ("imports", "name"),
    [
        ("from app.models import (\n    Other,  # :)\n    Note,\n)", "Note"),
        ("from app.models import Other, \\\n    Note as Memo", "Memo"),
        ("from app import models", "models.Note"),
        ("import app.models", "app.models.Note"),
        ("import os; from app.models import Note", "Note"),
        ("if True: from app.handed_on import Note as Memo", "Memo"),
    ],
)
def test_a_model_is_known_however_it_is_imported(tree, imports, name):
    tree.write("app/__init__.py", "")
    tree.write("app/models.py", NOTE)
    tree.write("app/handed_on.py", "session = 1\nfrom app.models import Note\n")
    tree.write("app/other.py", f"{imports}\n" + FROM_OUTSIDE.format(name))
    assert "COL503" in tree.codes()


def test_a_model_is_known_by_the_name_that_another_file_gives_it(tree):
    tree.write("app/__init__.py", "")
    tree.write("app/models.py", NOTE)
    tree.write("app/names.py", "session = 1\nfrom app.models import Note as Memo\n")
    tree.write("app/other.py", "from app.names import Memo\n" + FROM_OUTSIDE.format("Memo"))
    assert "COL503" in tree.codes()


def test_a_new_model_gives_files_a_meaning_that_did_not_change(tree):
    """The cache keeps that a file had nothing to do with the models there were."""
    tree.write("app/__init__.py", "")
    tree.write("app/models.py", NOTE)
    tree.write("app/other.py", "from app.more import Memo\n" + FROM_OUTSIDE.format("Memo"))
    assert "COL503" not in tree.codes(use_cache=True)
    tree.write("app/more.py", NOTE.replace("Note", "Memo"))
    assert "COL503" in tree.codes(use_cache=True)


def test_a_function_that_fills_a_field_of_another_file_is_looked_at(tree):
    tree.write("app/__init__.py", "")
    tree.write(
        "app/times.py",
        "from datetime import datetime\nsession = 1\n\n\ndef now():\n    return datetime.now()\n",
    )
    field = "    made_at: datetime = Field(default_factory=now)\n"
    imports = "from datetime import datetime\nfrom app.times import now\n"
    tree.write("app/models.py", imports + NOTE + field)
    assert "COL202" in tree.codes()
