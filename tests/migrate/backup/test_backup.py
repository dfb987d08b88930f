"""Backups on each database: proved when they are made, and what they hold comes back."""

import os
import stat

import pytest
import sqlalchemy as sa

from colonnade.errors import ConfigurationError, MigrationError, TargetError, UsageError
from colonnade.migrate.backup import backup, restore
from colonnade.migrate.backup.contents import contents_of, differences
from colonnade.migrate.backup.programs import run

TITLES = "SELECT count(*) FROM task WHERE title = 'kept'"


def execute(project, statement):
    with project.engine().begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture
def full(created):
    """A project whose database has a row."""
    execute(created, "INSERT INTO task (title) VALUES ('kept')")
    return created


def test_what_a_backup_holds_comes_back(full):
    assert "1 tables" not in full.do("backup", "saved")
    execute(full, "DELETE FROM task")
    execute(full, "CREATE TABLE later (id integer)")
    full.do("restore", "saved", "--yes")
    assert full.scalar(TITLES) == 1
    assert "later" not in full.tables()
    assert full.do("current").endswith("Up to date.\n")


@pytest.mark.only("sqlite")
def test_only_its_user_can_read_a_backup(full):
    full.do("backup", "saved")
    assert stat.S_IMODE((full.root / "saved").stat().st_mode) == 0o600
    assert not list(full.root.glob(".*unfinished"))


@pytest.mark.only("sqlite")
def test_a_file_that_is_there_is_kept(full):
    (full.root / "saved").write_text("mine")
    with pytest.raises(TargetError, match="is there already"):
        backup(full.url, full.root / "saved")
    assert (full.root / "saved").read_text() == "mine"


@pytest.mark.only("sqlite")
def test_what_is_no_backup_is_refused_and_nothing_is_touched(full):
    (full.root / "other").write_text("no backup")
    with pytest.raises(UsageError, match="is no backup"):
        restore(full.url, full.root / "other")
    assert full.scalar(TITLES) == 1


@pytest.mark.only("postgresql")
def test_an_upgrade_may_begin_with_a_backup(full):
    head = full.scalar("SELECT version_num FROM alembic_version")
    full.revision("aaaa", head, 'op.execute("DELETE FROM task")')
    assert "aaaa says DELETE FROM" in full.do("current")
    assert "upgrade --backup backups" in full.do("current")
    full.do("upgrade", "--backup", "backups")
    assert full.scalar(TITLES) == 0
    [saved] = (full.root / "backups").iterdir()
    full.do("restore", f"backups/{saved.name}", "--yes")
    assert full.scalar(TITLES) == 1


@pytest.mark.only("sqlite")
def test_an_upgrade_with_nothing_to_do_makes_no_backup(created):
    created.do("upgrade", "--backup", "backups")
    assert not (created.root / "backups").exists()


@pytest.mark.only("postgresql", "mariadb")
def test_a_broken_backup_changes_nothing(full):
    full.do("backup", "saved")
    whole = (full.root / "saved").read_bytes()
    (full.root / "saved").write_bytes(whole[: len(whole) // 2] + b"\nNONSENSE;\n")
    with pytest.raises(MigrationError, match="failed"):
        restore(full.url, full.root / "saved")
    assert full.scalar(TITLES) == 1


@pytest.mark.only("sqlite")
def test_rows_and_facts_that_are_missing_are_named(full, tmp_path):
    source = contents_of(sa.make_url(full.url))
    execute(full, "DELETE FROM task")
    execute(full, "ALTER TABLE task ADD COLUMN more integer")
    found = differences(contents_of(sa.make_url(full.url)), source, source)
    assert "task has 0 rows instead of 1" in found
    assert any("more" in one for one in found), found


def test_a_tool_that_is_missing_is_named():
    with pytest.raises(ConfigurationError, match="no_such_tool is not installed"):
        run(["no_such_tool"])


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_no_password_is_on_a_command_line(server, monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr("subprocess.run", lambda command, **rest: seen.append(command) or Done())
    url = sa.make_url(
        f"{server}://me:secret@localhost/shop?{'sslmode=require' if server == 'postgresql' else ''}"
    )
    tool = __import__(
        f"colonnade.migrate.backup.{'mysql' if server == 'mariadb' else server}", fromlist=["dump"]
    )
    tool.dump(url, tmp_path / "file")
    assert "secret" not in " ".join(seen[0])
    assert os.path.basename(seen[0][0]) in ("pg_dump", "mariadb-dump", "mysqldump")


class Done:
    returncode = 0
