"""Habits told from an existing code base."""

from pathlib import Path
from textwrap import dedent

from colonnade.schema.habits import Habits, read_habits

MODELS = """
import uuid
from sqlmodel import Field, SQLModel

class User(SQLModel, table=True):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email", name="users_email_key"), Index("users_name_idx", "name"))
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    first_name: str
    created_at: datetime

class OrderLine(SQLModel, table=True):
    __tablename__ = "order_lines"
    id: uuid.UUID = Field(primary_key=True)
"""


def habits(folder: Path, **files: str) -> Habits:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(dedent(text))
    return read_habits(folder)


def test_names_of_tables_and_columns(tmp_path: Path) -> None:
    found = habits(tmp_path, models=MODELS)
    assert (found.number, found.table_style, found.column_style) == (
        "plural",
        "snake_case",
        "snake_case",
    )


def test_the_key_strategy(tmp_path: Path) -> None:
    assert habits(tmp_path, models=MODELS).key == "uuid"


def test_names_of_constraints(tmp_path: Path) -> None:
    assert habits(tmp_path, models=MODELS).affixes == {"uq": "_key", "ix": "_idx"}


def test_times_of_rows(tmp_path: Path) -> None:
    assert habits(tmp_path, models=MODELS).audit == ("created_at",)


def test_declarative_models_and_camel_case(tmp_path: Path) -> None:
    model = """
    class User(Base):
        __tablename__ = "appUser"
        id: Mapped[int] = mapped_column(primary_key=True)
        firstName = Column(String)
    """
    found = habits(tmp_path, models=model)
    assert (found.number, found.table_style, found.column_style) == (
        "singular",
        "camelCase",
        "camelCase",
    )
    assert found.key == "integer"


def test_a_naming_convention(tmp_path: Path) -> None:
    code = 'metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})'
    assert habits(tmp_path, base=code).naming_convention == {"pk": "pk_%(table_name)s"}


def test_settings_and_their_variable(tmp_path: Path) -> None:
    found = habits(tmp_path, config="class Settings(BaseSettings):\n    database_url: str\n")
    assert (found.settings, found.variable) == (Path("config.py"), "DATABASE_URL")


def test_a_variable_of_the_environment(tmp_path: Path) -> None:
    assert habits(tmp_path, db='url = os.environ["APP_DB_DSN"]').variable == "APP_DB_DSN"
    assert habits(tmp_path, db='url = os.environ.get("SQL_URL")').variable == "SQL_URL"


def test_how_sessions_are_made(tmp_path: Path) -> None:
    assert habits(tmp_path, db="engine = create_async_engine(url)").session == "async"


def test_where_migrations_are(tmp_path: Path) -> None:
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/db/versions\n")
    assert read_habits(tmp_path).migrations == Path("db/versions")


def test_where_migrations_are_without_a_file(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "env.py").touch()
    assert read_habits(tmp_path).migrations == Path("migrations")


def test_files_that_are_no_python_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("class (")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "x.py").write_text(MODELS)
    assert read_habits(tmp_path) == Habits()


def test_nothing_is_run(tmp_path: Path) -> None:
    habits(tmp_path, models=f"open({str(tmp_path / 'ran')!r}, 'w')")
    assert not (tmp_path / "ran").exists()


def test_habits_are_sentences(tmp_path: Path) -> None:
    assert habits(tmp_path, models=MODELS).sentences == [
        "Tables are named in the plural, in snake_case.",
        "Columns are named in snake_case.",
        "Primary keys are of the kind uuid.",
        "Names of constraints and indexes are marked: ix `_idx`, uq `_key`.",
        "Times are kept in `created_at`.",
    ]
