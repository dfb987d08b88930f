"""Existing models read as tables."""

from contextlib import chdir
from pathlib import Path
from textwrap import dedent

import pytest
from sqlalchemy import Enum, MetaData, String

from colonnade.errors import InvalidSource, SourceError
from colonnade.findings import Finding
from colonnade.schema.info import column_info, schema_info, table_info
from colonnade.schema.models import read_models

HEADER = "from sqlmodel import Field, Relationship, SQLModel\n"
HERO = """
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=1, max_length=50, index=True)
"""
TEAM = """
class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, with the current folder in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + dedent(text) if text else "")


SHOP = """
import enum
from pydantic import field_validator
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Mood(enum.Enum):
    SAD = "s"
    HAPPY = "h"
class Base(SQLModel):
    id: int | None = Field(default=None, primary_key=True)
class Animal(Base, table=True):
    mood: Mood = Mood.HAPPY
    @field_validator("mood")
    def known(cls, value): return value
class Other(DeclarativeBase): ...
class Post(Other):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
post_tag = Table("post_tag", Other.metadata, Column("post_id", ForeignKey("post.id"), primary_key=True))
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> MetaData:
    """Models of many kinds in one module; read once, because that starts a process."""
    with chdir(tmp_path_factory.mktemp("shop")):
        write(Path(), {"shop.py": HERO + SHOP})
        return read_models("shop")


def broken(module: str) -> Finding:
    with pytest.raises(InvalidSource) as error:
        read_models(module)
    (finding,) = error.value.findings
    return finding


def test_a_module_by_its_dotted_name(project: Path) -> None:
    write(project, {"app/models.py": HERO})
    metadata = read_models("app.models")
    assert list(metadata.tables) == ["hero"]
    assert schema_info(metadata).source == "app.models"


@pytest.mark.parametrize("source", ["app/models", "src/app/models", "one.py"])
def test_models_by_their_path(project: Path, source: str) -> None:
    name = source if source.endswith(".py") else f"{source}/__init__.py"
    write(project, {name: HERO})
    assert list(read_models(source).tables) == ["hero"]


def test_a_column_is_what_the_model_says(shop: MetaData) -> None:
    column = shop.tables["hero"].c.name
    assert isinstance(column.type, String)
    assert (column.type.length, column.nullable, column.index) == (50, False, True)


def test_limits_of_fields_are_kept(shop: MetaData) -> None:
    settings = column_info(shop.tables["hero"].c.name).settings
    assert settings == {"min_length": "1", "max_length": "50"}


def test_a_table_knows_its_class(shop: MetaData) -> None:
    place = table_info(shop.tables["hero"]).place
    assert place is not None
    assert (Path(place.path).name, place.line) == ("shop.py", 3)


def test_an_enum_is_told_by_what_it_stores(shop: MetaData) -> None:
    column = shop.tables["animal"].c.mood
    assert isinstance(column.type, Enum)
    assert column.type.enums == ["SAD", "HAPPY"]
    assert column.default.arg == "HAPPY"


def test_link_tables_and_other_registries_are_read(shop: MetaData) -> None:
    assert set(shop.tables) == {"post", "post_tag", "hero", "animal"}


def test_a_base_of_tables_is_no_mistake(shop: MetaData) -> None:
    assert schema_info(shop).assumptions == []


def test_validators_are_named(shop: MetaData) -> None:
    assert [one.name for one in schema_info(shop).omissions] == ["Animal.known"]


def test_functions_that_fill_columns_are_named(project: Path) -> None:
    columns = """
    code: str = Field(default_factory=lambda: "x")
    price: int = Field(default=0, sa_column_kwargs={"onupdate": len})
    created_at: datetime = Field(default_factory=datetime.now)
    """
    write(project, {"one.py": f"from datetime import datetime\n{HERO}{columns}"})
    found = schema_info(read_models("one")).omissions
    assert [(one.kind, one.name, one.reason.partition(" is")[0]) for one in found] == [
        ("default", "hero.code", "a lambda"),
        ("value at each update", "hero.price", "len"),
    ]


def test_an_enum_knows_its_class(shop: MetaData) -> None:
    assert column_info(shop.tables["animal"].c.mood).enum_class == "Mood"


def test_a_module_that_the_package_does_not_import_is_named(project: Path) -> None:
    write(project, {"app/models/__init__.py": "", "app/models/hero.py": HERO})
    metadata = read_models("app.models")
    assert list(metadata.tables) == ["hero"]
    assert "hero.py (app.models.hero)" in schema_info(metadata).assumptions[0]


def test_a_folder_without_init_is_read(project: Path) -> None:
    write(project, {"app/models/hero.py": HERO, "app/models/team.py": TEAM})
    assert set(read_models("app/models").tables) == {"hero", "team"}


@pytest.mark.parametrize("files", [{}, {"a/b/hero.py": HERO}, {"hero.py": HERO, "setup.py": ""}])
def test_a_folder_that_is_no_package_is_refused(project: Path, files: dict[str, str]) -> None:
    (project / "folder").mkdir()
    write(project / "folder", files)
    with pytest.raises(SourceError, match="folder"):
        read_models("folder")


def test_a_project_inside_a_package_is_no_part_of_it(project: Path) -> None:
    inside = {"app/demo/pyproject.toml": "", "app/demo/team.py": TEAM, "app/.venv/team.py": TEAM}
    write(project, {"app/__init__.py": "", "app/hero.py": HERO} | inside)
    assert list(read_models("app").tables) == ["hero"]


def test_a_class_that_forgot_its_table_is_named(project: Path) -> None:
    write(project, {"one.py": HERO + TEAM.replace(", table=True", "")})
    metadata = read_models("one")
    assert list(metadata.tables) == ["hero"]
    assert "Team (" in schema_info(metadata).assumptions[0]


def test_a_broken_import_has_its_line(project: Path) -> None:
    write(
        project,
        {
            "app/models/__init__.py": "from app.models import hero",
            "app/models/hero.py": "import nowhere",
        },
    )
    finding = broken("app.models")
    assert (Path(finding.place.path).name, finding.place.line) == ("hero.py", 2)
    assert "No module named 'nowhere'" in finding.message


def test_a_syntax_error_has_its_line(project: Path) -> None:
    write(project, {"one.py": "x = 1\nclass Hero(\n"})
    assert broken("one").place.line == 3


def test_a_relationship_to_nobody_names_its_class(project: Path) -> None:
    team = "    team: 'Nobody' = Relationship()\n    team_id: int = Field(foreign_key='hero.id')\n"
    write(project, {"one.py": TEAM + HERO + team})
    finding = broken("one")
    assert finding.place.line == 6
    assert "Nobody" in finding.message


def test_a_foreign_key_to_nobody_names_its_class(project: Path) -> None:
    write(project, {"one.py": TEAM + HERO + "    team_id: int = Field(foreign_key='nobody.id')\n"})
    finding = broken("one")
    assert finding.place.line == 6
    assert "nobody" in finding.message


def test_a_module_that_ends_the_process_is_no_crash(project: Path) -> None:
    write(project, {"one.py": "raise SystemExit(3)\n"})
    assert broken("one").message == "SystemExit: 3"


def test_what_a_module_prints_stays_there(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(project, {"one.py": "print('hello')\n" + HERO})
    read_models("one")
    assert capfd.readouterr().out == ""


def test_a_module_that_is_not_there(project: Path) -> None:
    assert "No module named 'nowhere'" in broken("nowhere").message


def test_a_module_without_models(project: Path) -> None:
    write(project, {"one.py": "x = 1"})
    with pytest.raises(SourceError, match="no models"):
        read_models("one")
