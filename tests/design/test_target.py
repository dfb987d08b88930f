"""Writing files: all or none, and never over a person's edits."""

import os
from pathlib import Path

import pytest

from colonnade.design.target import MANIFEST, Written, write
from colonnade.errors import TargetError

FILES = {"app/models/task.py": "task\n", "README.md": "read me\n"}


def never(path: str, diff: str) -> bool:
    raise AssertionError(f"asked about {path}")


def mine(path: str, diff: str) -> bool:
    return False


def take_new(path: str, diff: str) -> bool:
    return True


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    write(FILES, folder, never)
    return folder


def test_every_file_is_written(project: Path) -> None:
    assert {*snapshot(project)} == {*FILES, MANIFEST}


def test_nothing_is_left_beside_the_target(project: Path) -> None:
    assert [path.name for path in project.parent.iterdir()] == ["shop"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    written = write(FILES, tmp_path, never)
    assert written.created == [*FILES]


def test_a_fresh_clone_is_filled(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert write(FILES, tmp_path, never).created == [*FILES]


def test_an_identical_second_run_changes_nothing(project: Path) -> None:
    before = snapshot(project)
    assert write(FILES, project, never) == Written()
    assert snapshot(project) == before


def test_an_untouched_file_is_replaced_without_a_question(project: Path) -> None:
    written = write(FILES | {"README.md": "new\n"}, project, never)
    assert written.replaced == ["README.md"]
    assert (project / "README.md").read_text() == "new\n"


def test_an_edited_file_is_asked_about_with_its_difference(project: Path) -> None:
    (project / "README.md").write_text("my words\n")
    asked: dict[str, str] = {}
    write(FILES, project, lambda path, diff: bool(asked.update({path: diff})))
    assert "-my words\n+read me\n" in asked["README.md"]


def test_an_edit_is_kept(project: Path) -> None:
    (project / "README.md").write_text("my words\n")
    assert write(FILES, project, mine).kept == ["README.md"]
    assert (project / "README.md").read_text() == "my words\n"


def test_the_same_text_is_not_offered_twice(project: Path) -> None:
    (project / "README.md").write_text("my words\n")
    write(FILES, project, mine)
    assert write(FILES, project, never).kept == ["README.md"]


def test_the_same_text_is_offered_again_to_somebody_who_did_not_decide(project: Path) -> None:
    (project / "README.md").write_text("my words\n")
    write(FILES, project, lambda path, diff: None)
    assert write(FILES, project, take_new).replaced == ["README.md"]


def test_another_text_is_offered_again(project: Path) -> None:
    (project / "README.md").write_text("my words\n")
    write(FILES, project, mine)
    written = write(FILES | {"README.md": "newer\n"}, project, take_new)
    assert written.replaced == ["README.md"]


def test_an_edit_gives_way_when_the_person_says_so(project: Path) -> None:
    (project / "README.md").write_text("my words\n")
    write(FILES, project, take_new)
    assert (project / "README.md").read_text() == "read me\n"


def test_a_file_that_a_person_deleted_does_not_come_back_by_itself(project: Path) -> None:
    (project / "README.md").unlink()
    write(FILES, project, mine)
    assert not (project / "README.md").exists()


def test_a_file_that_is_generated_no_more_goes(project: Path) -> None:
    written = write({"README.md": "read me\n"}, project, never)
    assert written.removed == ["app/models/task.py"]
    assert not (project / "app/models/task.py").exists()


def test_an_edited_file_that_is_generated_no_more_stays(project: Path) -> None:
    (project / "app/models/task.py").write_text("mine\n")
    assert write({"README.md": "read me\n"}, project, never).kept == ["app/models/task.py"]
    assert (project / "app/models/task.py").exists()


def test_a_revision_is_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    first = {"migrations/versions/0001_create_tables.py": "one table\n"}
    write(first, folder, never)
    write({"migrations/versions/0001_create_tables.py": "two tables\n"}, folder, never)
    assert snapshot(folder)["migrations/versions/0001_create_tables.py"] == b"one table\n"


def test_a_second_first_revision_is_not_added(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write({"migrations/versions/aaaa_create_tables.py": "one table\n"}, folder, never)
    write({"migrations/versions/bbbb_create_tables.py": "two tables\n"}, folder, never)
    assert {*snapshot(folder)} == {"migrations/versions/aaaa_create_tables.py", MANIFEST}


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(TargetError, match="not empty"):
        write(FILES, tmp_path, never)
    assert {*snapshot(tmp_path)} == {"notes.txt"}


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("mine")
    with pytest.raises(TargetError, match="is a file"):
        write(FILES, tmp_path / "shop", never)


def test_a_read_only_parent_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(TargetError, match="cannot be written"):
        write(FILES, tmp_path / "a" / "shop", never)
    assert not [*tmp_path.iterdir()]


def test_a_folder_where_a_file_must_go_is_refused(project: Path) -> None:
    before = snapshot(project)
    (project / "new.py").mkdir()
    with pytest.raises(TargetError, match=r"new\.py is a folder"):
        write(FILES | {"new.py": "x", "README.md": "changed"}, project, never)
    assert snapshot(project) == before


def test_a_file_where_a_folder_must_go_is_refused(project: Path) -> None:
    (project / "docs").write_text("mine")
    with pytest.raises(TargetError, match="docs is a file"):
        write(FILES | {"docs/page.md": "x"}, project, never)


def test_when_a_move_fails_everything_is_back(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = snapshot(project), os.replace

    def full(source: Path, target: Path) -> None:
        if Path(target).name == "last.md" and "old" not in Path(target).parts:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(TargetError, match="No space left"):
        write(FILES | {"README.md": "changed", "last.md": "x"}, project, never)
    assert snapshot(project) == before


def test_a_broken_manifest_is_named(project: Path) -> None:
    (project / MANIFEST).write_text("{")
    with pytest.raises(TargetError, match=r"\.colonnade\.json cannot be read"):
        write(FILES, project, never)
