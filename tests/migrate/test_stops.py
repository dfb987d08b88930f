"""Ten at once, locks, failures and kills: on each database the next command is right."""

import signal

import pytest

from tests.migrate.projects import MODELS, TAGS

BROKEN = (
    'op.create_table("first", sa.Column("id", sa.Integer, primary_key=True))',
    'op.create_table("second", sa.Column("id", sa.Integer, primary_key=True))',
    "raise ValueError('not yet')",
)
MENDED = (
    *BROKEN[:2],
    'op.create_table("third", sa.Column("id", sa.Integer, primary_key=True))',
)


def head(project) -> str:
    return str(project.scalar("SELECT version_num FROM alembic_version"))


TEN = """
import os, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from colonnade.cli import main
import colonnade.migrate.run, app.models

def upgrade(number):
    try:
        main(["migrate", "upgrade"])
    except SystemExit as end:
        return end.code

if __name__ == "__main__":
    with ProcessPoolExecutor(10, mp_context=get_context("fork")) as pool:
        print(list(pool.map(upgrade, range(10)))[-10:], file=sys.stderr)
"""


def test_ten_processes_run_each_revision_once(project):
    project.do("create", "Create tables")
    first = next((project.root / "migrations/versions").glob("*.py")).name.split("_")[0]
    project.revision("aaaa", first, "op.execute(\"INSERT INTO task (title) VALUES ('once')\")")
    done = project.python(TEN)
    assert str([0] * 10) in done.stderr
    assert project.scalar("SELECT count(*) FROM task") == 1


def test_a_mistake_in_a_revision_has_its_place(created):
    path = created.revision("aaaa", head(created), *BROKEN)
    done = created.run("upgrade")
    assert done.exit_code == 1
    assert f"{path.relative_to(created.root)}:13: ValueError: not yet." in done.stderr


def test_what_the_database_refuses_comes_with_advice(created):
    created.revision("aaaa", head(created), 'op.execute("SELECT nothing FROM nowhere")')
    done = created.run("upgrade")
    assert done.exit_code == 1
    assert "The database is at" in done.stderr
    assert "colonnade migrate upgrade" in done.stderr
    assert "downgrade" not in done.stderr


def test_a_failed_upgrade_goes_on_when_it_is_mended(created):
    path = created.revision("aaaa", head(created), *BROKEN)
    assert created.run("upgrade").exit_code == 1
    text = path.read_text().replace(BROKEN[2], MENDED[2])
    path.write_text(text)
    created.do("upgrade")
    assert {"first", "second", "third"} <= created.tables()
    assert "colonnade_migration_journal" not in created.tables()


def test_a_killed_upgrade_goes_on(created):
    kill = "__import__('os').kill(__import__('os').getpid(), 9)"
    guard = f"if not __import__('os').path.exists('go'): {kill}"
    created.revision("aaaa", head(created), BROKEN[0], BROKEN[1], guard, MENDED[2])
    assert created.start("upgrade").wait(60) == -signal.SIGKILL
    assert "colonnade migrate upgrade" in created.do("current")
    (created.root / "go").touch()
    created.do("upgrade")
    assert {"first", "second", "third"} <= created.tables()


def test_rows_are_not_written_twice(created):
    insert = "op.execute(\"INSERT INTO task (title) VALUES ('once')\")"
    path = created.revision("aaaa", head(created), insert, *BROKEN)
    assert created.run("upgrade").exit_code == 1
    path.write_text(path.read_text().replace(BROKEN[2], "pass"))
    created.do("upgrade")
    assert created.scalar("SELECT count(*) FROM task") == 1


@pytest.mark.only("mariadb")
def test_what_is_stamped_is_not_half_done(created):
    created.revision("aaaa", head(created), *BROKEN)
    created.run("upgrade")
    assert "Half done" in created.do("current")
    created.do("stamp", "head", "--yes")
    assert "Up to date." in created.do("current")


@pytest.mark.only("mariadb")
def test_a_statement_that_is_done_may_not_be_changed(created):
    path = created.revision("aaaa", head(created), *BROKEN)
    created.run("upgrade")
    path.write_text(path.read_text().replace('"first"', '"another"'))
    done = created.run("upgrade")
    assert done.exit_code == 1
    assert "statement 1 is another one now" in done.stderr


@pytest.mark.only("mariadb")
@pytest.mark.parametrize(
    "statement",
    [
        'op.drop_table("tag")',
        'op.rename_table("tag", "label")',
        'op.alter_column("tag", "name", new_column_name="label", existing_type=sa.String(50))',
        'op.execute("ALTER TABLE tag RENAME INDEX ix_tag_name TO ix_label")',
        'op.execute("CREATE TRIGGER t BEFORE INSERT ON tag FOR EACH ROW SET NEW.name = 1")',
    ],
)
def test_what_was_done_when_a_process_was_killed_is_not_missed(project, statement):
    project.create_tables(MODELS + TAGS)
    path = project.revision("aaaa", head(project), statement, BROKEN[2])
    assert project.run("upgrade").exit_code == 1
    with project.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE colonnade_migration_journal SET finished = false")
    path.write_text(path.read_text().replace(BROKEN[2], "pass"))
    project.do("upgrade")


@pytest.mark.only("mariadb")
def test_a_statement_that_was_begun_and_done_counts(created):
    path = created.revision("aaaa", head(created), *BROKEN)
    created.run("upgrade")
    with created.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE colonnade_migration_journal SET finished = false")
    path.write_text(path.read_text().replace(BROKEN[2], "pass"))
    created.do("upgrade")


@pytest.mark.only("postgresql")
def test_what_was_committed_by_an_autocommit_block_is_not_done_twice(created):
    path = created.revision(
        "aaaa",
        head(created),
        'op.add_column("task", sa.Column("done", sa.Boolean))',
        "with op.get_context().autocommit_block():",
        '    op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True)',
        BROKEN[2],
    )
    assert created.run("upgrade").exit_code == 1
    assert "Half done: upgrade aaaa, 2 statements." in created.do("current")
    path.write_text(path.read_text().replace(BROKEN[2], "pass"))
    created.do("upgrade")
    assert "done" in created.columns("task")


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("more", ["", ", if_not_exists=True"])
def test_an_index_that_was_not_built_to_its_end_is_built_anew(created, more):
    build = f'op.create_index("ix", "task", ["title"], postgresql_concurrently=True{more})'
    created.revision(
        "aaaa", head(created), "with op.get_context().autocommit_block():", f"    {build}"
    )
    with created.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO task (title) VALUES ('Write')")
        assert created.run("upgrade", "--lock-timeout", "0.1", "--attempts", "1").exit_code == 2
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass"
    assert created.scalar(valid) is False
    created.do("upgrade")
    assert created.scalar(valid) is True


@pytest.mark.only("postgresql")
def test_sigterm_leaves_no_scratch_database(created):
    wait = "print('here', flush=True); __import__('time').sleep(600)"
    is_scratch = "'_scratch_' in op.get_bind().engine.url.database"
    created.revision("aaaa", head(created), f"if {is_scratch}: {wait}")
    created.do("upgrade")
    created.models(MODELS + TAGS)
    running = created.start("create", "Add tags")
    while "here" not in running.stdout.readline():
        assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 130
    left = "datname LIKE left(current_database(), 32) || '_scratch_%'"
    assert not created.scalar(f"SELECT count(*) FROM pg_database WHERE {left}")


@pytest.mark.only("postgresql")
def test_a_lock_that_is_held_is_waited_for(created):
    created.revision("aaaa", head(created), 'op.add_column("task", sa.Column("done", sa.Boolean))')
    with created.engine().begin() as connection:
        connection.exec_driver_sql("LOCK TABLE task")
        running = created.start("upgrade", "--lock-timeout", "0.1", "--attempts", "50")
        assert running.stderr is not None
        while "trying again" not in running.stderr.readline():
            assert running.poll() is None
    assert running.wait(60) == 0


@pytest.mark.only("postgresql")
def test_a_lock_that_is_not_to_be_had_leaves_nothing(created):
    created.revision("aaaa", head(created), BROKEN[0], 'op.drop_table("task")')
    with created.engine().begin() as connection:
        connection.exec_driver_sql("LOCK TABLE task")
        done = created.run("upgrade", "--lock-timeout", "0.1", "--attempts", "2")
    assert done.exit_code == 2
    assert "could not lock" in done.stderr
    assert "first" not in created.tables()
