"""`env.py` and the template, as Alembic runs them."""

import pytest
import sqlalchemy as sa
from alembic.util import CommandError

from tests.design.migration.projects import Project, facts, folder
from tests.design.migration.test_first_revision import BOARD, CYCLE

__all__ = ["folder"]

SECOND = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("no such statement")
"""
SCHEMAS = """
sa.Table("own", metadata, sa.Column("id", sa.Integer, primary_key=True), schema="sales")
"""


@pytest.fixture
def project(folder, scratch, monkeypatch):
    return start(folder, scratch, BOARD, monkeypatch)


def start(folder, url, models, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    return Project(folder, url, models)


def test_a_migrated_database_and_its_models_do_not_differ(project):
    project.run("upgrade", "head")
    project.run("check")


def test_a_new_column_is_written_with_plain_types(project):
    project.run("upgrade", "head")
    project.change_models(BOARD + NEW_COLUMNS)
    project.run("revision", "new columns", autogenerate=True)
    text = next((project.folder / "migrations/versions").glob("*_new_columns.py")).read_text()
    assert "sqlmodel" not in text
    project.run("upgrade", "head")
    project.run("check")


NEW_COLUMNS = """
metadata.tables["users"].append_column(sa.Column("nick", AutoString(length=20)))
metadata.tables["users"].append_column(sa.Column("motto", AutoString()))
metadata.tables["users"].append_column(sa.Column("seen_at", UTCDateTime()))
"""


def test_a_type_of_postgresql_below_one_of_the_application_is_imported(
    folder, postgresql_url, monkeypatch
):
    project = start(folder, postgresql_url, WORDS, monkeypatch)
    project.run("upgrade", "head")
    project.change_models(WORDS + ADDRESS)
    project.run("revision", "address", autogenerate=True)
    project.run("upgrade", "head")
    project.run("check")


ADDRESS = """
class AsText(sa.types.TypeDecorator):
    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect):
        return postgresql.INET()

metadata.tables["words"].append_column(sa.Column("address", AsText()))
"""


@pytest.mark.parametrize("database", ["sqlite_url", "postgresql_url"])  # MariaDB commits all DDL
def test_a_failed_revision_is_rolled_back(folder, database, request, monkeypatch):
    project = start(folder, request.getfixturevalue(database), BOARD, monkeypatch)
    project.run("upgrade", "head")
    before = project.facts()
    (project.folder / "migrations/versions/0002.py").write_text(SECOND)
    with pytest.raises(sa.exc.DBAPIError):
        project.run("upgrade", "head")
    assert project.facts() == before


def test_sql_is_written_without_a_database(project, capsys):
    project.run("upgrade", "head", sql=True)
    assert "CREATE TABLE tasks" in capsys.readouterr().out


@pytest.mark.parametrize("driver", ["postgresql", "postgresql+asyncpg", "postgresql+psycopg"])
def test_any_driver_of_the_url_will_do(folder, postgresql_url, driver, monkeypatch):
    url = sa.make_url(postgresql_url).set(drivername=driver).render_as_string(False)
    start(folder, url, CYCLE, monkeypatch).run("upgrade", "head")
    assert facts(postgresql_url)


def test_an_async_sqlite_url_will_do(folder, sqlite_url, monkeypatch):
    url = sqlite_url.replace("sqlite:", "sqlite+aiosqlite:")
    start(folder, url, CYCLE, monkeypatch).run("upgrade", "head")
    assert facts(sqlite_url)


def test_an_async_mariadb_url_will_do(folder, mariadb_url, monkeypatch):
    url = mariadb_url.replace("+pymysql", "+asyncmy")
    start(folder, url, CYCLE, monkeypatch).run("upgrade", "head")
    assert facts(mariadb_url)


def test_a_percent_sign_in_the_url_is_no_trouble(folder, tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/50%25.db?timeout=5"
    start(folder, url, CYCLE, monkeypatch).run("upgrade", "head")
    assert facts(url)


def test_only_the_schemas_of_the_models_are_compared(folder, postgresql_url, monkeypatch):
    with sa.create_engine(postgresql_url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("create schema foreign_to_us")
        connection.exec_driver_sql("create table foreign_to_us.t (id int)")
    project = start(folder, postgresql_url, SCHEMAS, monkeypatch)
    project.run("upgrade", "head")
    project.run("check")


def test_a_connection_that_is_given_is_used(folder, sqlite_url, monkeypatch):
    project = start(folder, sqlite_url, CYCLE, monkeypatch)
    memory = sa.create_engine("sqlite://")
    with memory.connect() as connection:
        project.run("upgrade", "head", connection=connection)
        assert sa.inspect(connection).has_table("a")


def test_no_tables_is_an_error_that_says_so(folder, sqlite_url, monkeypatch):
    project = start(folder, sqlite_url, CYCLE, monkeypatch)
    project.change_models("")
    with pytest.raises(CommandError, match=r"app\.models holds no tables"):
        project.run("upgrade", "head")


def test_rows_survive_batch_mode_on_sqlite(folder, sqlite_url, monkeypatch):
    project = start(folder, sqlite_url, WORDS + CHILD, monkeypatch)
    project.run("upgrade", "head")
    engine = sa.create_engine(sqlite_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into words (id) values (1)")
        connection.exec_driver_sql("insert into child values (1)")
    (project.folder / "migrations/versions/0002.py").write_text(BATCH)
    project.run("upgrade", "head")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from child").scalar() == 1


WORDS = """
sa.Table("words", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("Word", AutoString(50)))
"""
CHILD = """
sa.Table("child", metadata, sa.Column("id", sa.ForeignKey("words.id", ondelete="CASCADE")))
"""
BATCH = (
    SECOND.split("def")[0]
    + """
def upgrade():
    with op.batch_alter_table("words") as batch:
        batch.alter_column("Word", type_=sa.Text())
"""
)
