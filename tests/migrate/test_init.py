import pytest
from alembic import command
from alembic.config import Config

from tests.migrate.projects import MODELS, Project


@pytest.fixture
def bare(tmp_path, sqlite_url):
    return Project(tmp_path / "project", sqlite_url)


def test_files_are_plain_alembic(bare):
    bare.do("init", "--models", "app.models")
    for name in ("alembic.ini", "migrations/env.py", "migrations/script.py.mako"):
        assert "colonnade" not in (bare.root / name).read_text()


def test_an_env_py_that_others_wrote_is_left_alone(bare):
    bare.do("init", "--models", "app.models")
    (bare.root / "migrations/env.py").write_text('"""Ours."""\n')
    done = bare.run("init", "--models", "app.models", "--yes")
    assert done.exit_code == 2
    assert "is there already" in done.stderr


def test_a_second_init_finds_nothing_to_write(bare):
    bare.do("init", "--models", "app.models")
    assert "is as this version writes it" in bare.do("init", "--models", "app.models")


@pytest.fixture
def older(bare):
    """A project whose env.py an earlier version wrote."""
    bare.do("init", "--models", "app.models")
    env = bare.root / "migrations/env.py"
    env.write_text(env.read_text().replace("sa.String | sa.DateTime", "sa.String"))
    return bare


def test_what_this_version_writes_otherwise_is_shown(older):
    done = older.run("init", "--models", "app.models")
    assert done.exit_code == 1
    assert "+    if isinstance(plain, sa.String | sa.DateTime)" in done.stdout
    assert "sa.DateTime)" not in (older.root / "migrations/env.py").read_text()


def test_what_this_version_writes_otherwise_is_written_with_yes(older):
    assert older.do("init", "--models", "app.models", "--yes") == "Wrote migrations/env.py\n"
    assert "is as this version" in older.do("init", "--models", "app.models")


def test_a_check_names_the_functions_that_are_written_otherwise(older):
    older.do("create", "Create tables")
    assert "COLM915: This version of Colonnade writes render_item()" in older.do("check")


def test_a_function_that_is_meant_to_differ_is_not_named(older):
    env = older.root / "migrations/env.py"
    head = "-> str | Literal[False]:"
    reason = "  # colonnade: ignore[COLM915] our own types"
    env.write_text(env.read_text().replace(head, head + reason))
    older.do("create", "Create tables")
    assert "COLM915" not in older.do("check")


def test_models_in_modules_below_a_package_are_found(bare):
    (bare.root / "app/models.py").unlink()
    (bare.root / "app/models").mkdir()
    (bare.root / "app/models/__init__.py").touch()
    (bare.root / "app/models/tasks.py").write_text(MODELS)
    bare.do("init", "--models", "app.models")
    bare.do("create", "Create tables")
    bare.do("upgrade")
    assert "task" in bare.tables()


def test_models_under_src_are_found(bare):
    (bare.root / "src").mkdir()
    (bare.root / "app").rename(bare.root / "src/app")
    bare.do("init", "--models", "app.models")
    bare.do("create", "Create tables")
    assert list((bare.root / "migrations/versions").glob("*_create_tables.py"))


def test_the_way_of_a_database_that_had_no_migrations_is_named(bare):
    bare.do("init", "--models", "app.models")
    bare.python(
        "import os, sqlalchemy, app.models as m; m.Base.metadata.create_all(sqlalchemy.create_engine(os.environ['DATABASE_URL']))"
    )
    assert "stamp head" in bare.do("create", "Create tables")
    bare.do("create", "Create tables", "--url", f"sqlite:///{bare.root}/empty.db")
    bare.do("stamp", "head", "--yes")
    said = bare.do("create", "Nothing")
    assert "has all" in said
    assert "stamp" not in said


def test_the_url_takes_the_place_of_alembics_example(bare):
    command.init(Config(str(bare.root / "alembic.ini")), str(bare.root / "alembic"))
    assert "There is no revision yet" in bare.do("current")


def test_alembics_example_of_a_url_is_no_database(bare):
    command.init(Config(str(bare.root / "alembic.ini")), str(bare.root / "alembic"))
    bare.url = ""
    done = bare.run("create", "Create tables")
    assert done.exit_code == 2
    assert "Set DATABASE_URL" in done.stderr


def test_without_migrations_the_way_to_them_is_named(bare):
    done = bare.run("current")
    assert done.exit_code == 2
    assert "colonnade migrate init" in done.stderr


def test_a_percent_sign_in_the_url_is_no_format(bare):
    bare.url = f"sqlite:///{bare.root}/100%25.db"
    bare.do("init", "--models", "app.models")
    bare.do("create", "Create tables")
    bare.do("upgrade", "--url", bare.url)


def test_the_url_is_read_from_dotenv(bare):
    url, bare.url = bare.url, ""
    (bare.root / ".env").write_text(f"DATABASE_URL={url}\n")
    bare.do("init", "--models", "app.models")
    bare.do("create", "Create tables")
    bare.do("upgrade")
    bare.url = url
    assert "task" in bare.tables()
