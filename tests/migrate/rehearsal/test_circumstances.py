"""Circumstances in which a revision does harm that it does not do by itself."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from colonnade.migrate.rehearsal import Rehearsal, Request, rehearse
from tests.migrate.projects import MODELS, Project

QUICK = Request(revision="aaaa", rows=2000, seconds=0.4, threads=(2, 1))


@pytest.fixture(scope="module")
def server_url(postgresql):
    yield (url := postgresql.create())
    postgresql.drop(url)


@pytest.fixture(scope="module")
def project(server_url, tmp_path_factory):
    made = Project(tmp_path_factory.mktemp("project") / "app", server_url)
    made.do("init", "--models", "app.models")
    made.create_tables(MODELS)
    made.revision("bbbb", "aaaa", "pass")
    return made


COLUMN = "op.add_column('task', sa.Column('due', sa.Date))"
VIEW = "op.execute('CREATE VIEW tasks AS SELECT * FROM task')"
INDEX = (
    "with op.get_context().autocommit_block():",
    "    op.create_index('ix', 'task', ['title'], {}postgresql_concurrently=True)",
)
UNIQUE = tuple(one.format("unique=True, ") for one in INDEX)


@pytest.fixture(scope="module")
def rehearsed(project: Project):
    """Rehearse a revision of some statements."""
    head = str(project.scalar("SELECT version_num FROM alembic_version"))

    def rehearsed(*lines: str, **wanted: object) -> Rehearsal:
        project.revision("aaaa", head, *lines)
        request = Request(**{**vars(QUICK), **wanted})  # type: ignore[arg-type]
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(project.root)
            return rehearse(Path.cwd(), project.url, request, lambda words, done, total: None)

    return rehearsed


@pytest.fixture(scope="module")
def seen(rehearsed) -> Rehearsal:
    """Two harmless statements, beside somebody who is busy, and taken back by a downgrade that does nothing."""
    return rehearsed(COLUMN, VIEW, seconds=1.0, busy=0.6, alembic=True, back=True)


def test_everybody_waits_behind_who_waits_for_a_long_transaction(seen):
    assert seen.blocked.seconds > 0.2
    assert seen.error == ""


def test_a_view_is_read(seen):
    assert any(name.startswith("list tasks") for name in seen.new.before)


def test_the_way_back_is_tried(seen):
    assert 'column "due" of relation "task" already exists' in seen.back.up


def test_the_load_has_the_role_of_the_application(rehearsed, project):
    role = f"{sa.make_url(project.url).database}_app"
    engine = project.engine().execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role}")
        try:
            seen = rehearsed(COLUMN, role=role)
        finally:
            connection.exec_driver_sql(f"DROP ROLE {role}")
    assert {name.partition(": ")[2] for name in seen.old.before} == {"InsufficientPrivilege"}


@pytest.mark.parametrize(("alembic", "again"), [(True, "DuplicateColumn"), (False, "")])
def test_a_revision_that_is_stopped_half_way_is_run_again(rehearsed, alembic, again):
    index = (one.format("") for one in INDEX)
    assert rehearsed(COLUMN, *index, stop=True, alembic=alembic).again == again


def test_an_index_whose_build_has_failed_is_named(rehearsed):
    seen = rehearsed("op.execute(\"UPDATE task SET title = 'same'\")", *UNIQUE)
    assert seen.invalid == ["ix"]
