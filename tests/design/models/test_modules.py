from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from colonnade.design.design import Design
from colonnade.design.models import write
from colonnade.schema.dbml import read_dbml
from colonnade.schema.info import schema_info
from tests.design.models.generated import source

TASK_BOARD = Path(__file__).parents[3] / "examples" / "taskboard" / "taskboard.dbml"


@pytest.fixture
def task_board() -> MetaData:
    return read_dbml(TASK_BOARD.read_text(encoding="utf-8"), "taskboard.dbml")


def test_one_module_for_each_table(task_board: MetaData) -> None:
    assert sorted(
        path.removeprefix("app/models/") for path in write(Design("app", task_board))
    ) == [*["__init__.py", "base.py", "tag.py", "task.py", "task_tag.py", "user.py"]]


def test_traits_are_inherited(task_board: MetaData) -> None:
    assert "class Task(Owned, Timestamped, SoftDeleted, Base, table=True):" in source(
        task_board, "tasks"
    )
    assert "class User(Owner, Timestamped, Base, table=True):" in source(task_board, "users")


def test_a_link_is_owned_through_its_end(task_board: MetaData) -> None:
    expected = 'task_id: int = Owned.through("tasks.id", ondelete="CASCADE", primary_key=True)'
    assert expected in source(task_board, "task_tags")


def test_other_modules_are_imported_for_type_checkers_only(task_board: MetaData) -> None:
    text = source(task_board, "tasks")
    assert (
        "if TYPE_CHECKING:\n    from app.models.tag import Tag\n    from app.models.user import User"
        in text
    )
    assert "\nfrom app.models.task_tag import TaskTag" in text


def test_the_comment_is_the_docstring(task_board: MetaData) -> None:
    assert '"""Something a user has to do."""' in source(task_board, "tasks")


def test_the_base_follows_the_convention_of_the_source() -> None:
    metadata = MetaData()
    for name in ("a", "b"):
        Table(
            name,
            metadata,
            Column("id", Integer),
            sa.PrimaryKeyConstraint("id", name=f"{name}_pkey"),
        )
    schema_info(metadata).dialect = "postgresql"
    assert '"pk": "%(table_name)s_pkey"' in write(Design("app", metadata))["app/models/base.py"]


def live(*columns: Column[object]) -> str:
    metadata = MetaData()
    Table("things", metadata, Column("id", Integer, primary_key=True), *columns)
    return source(metadata, "things", "postgresql")


def stamps(**options: object) -> list[Column[object]]:
    kind = sa.TIMESTAMP(timezone=True)
    default = {"server_default": sa.text("now()"), "nullable": False}
    return [Column(name, kind, **{**default, **options}) for name in ("created_at", "updated_at")]  # type: ignore[arg-type]


def test_a_trait_stands_for_the_very_same_columns() -> None:
    assert "class Thing(Timestamped, Base, table=True):" in live(*stamps())


@pytest.mark.parametrize(
    "options", [{"nullable": True}, {"server_default": None}, {"comment": "When"}]
)
def test_a_trait_does_not_stand_for_other_columns(options: dict[str, object]) -> None:
    assert "class Thing(Base, table=True):" in live(*stamps(**options))


def test_an_enum_of_several_tables_has_a_module_of_its_own() -> None:
    metadata = MetaData()
    for name in ("a", "b"):
        Table(
            name,
            metadata,
            Column("id", Integer, primary_key=True),
            Column("m", sa.Enum("x", name="mood")),
        )
    assert "class Mood(StrEnum)" in write(Design("app", metadata))["app/models/enums.py"]
    assert "from app.models.enums import Mood" in source(metadata, "a")


def test_a_table_without_a_key_is_a_core_table() -> None:
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    Table("log", metadata, Column("message", sa.Text), Column("user_id", ForeignKey("users.id")))
    files = write(Design("app", metadata))
    assert 'logs = sa.Table(\n    "log",' in files["app/models/keyless.py"]
    assert "from app.models.keyless import logs" in files["app/models/__init__.py"]


PARTIALS = """
TablePartial audited { created_by varchar(20) [not null]
  note text }
TablePartial stamps { created_at timestamptz
  updated_at timestamptz }
Table a { id int [pk, increment]
  ~audited
  ~stamps }
Table b { id int [pk, increment]
  ~audited
  note varchar(9) }
"""


def test_a_partial_is_a_mixin() -> None:
    files = write(Design("app", read_dbml(PARTIALS, "x.dbml")))
    assert "class Audited(Model):" in files["app/models/mixins.py"]
    assert "class A(Timestamped, Audited, Base, table=True):" in files["app/models/a.py"]


def test_a_column_that_a_table_has_otherwise_stays_in_its_class() -> None:
    files = write(Design("app", read_dbml(PARTIALS, "x.dbml")))
    assert "note" not in files["app/models/mixins.py"]
    assert "note: str | None = Field(default=None, max_length=9)" in files["app/models/b.py"]


def test_exact_types_that_are_used_often_have_a_name() -> None:
    metadata = MetaData()
    columns = (Column(f"c{size}", sa.NVARCHAR(size)) for size in (10, 20, 30))
    Table("things", metadata, Column("id", Integer, primary_key=True), *columns)
    text = source(metadata, "things", "sqlite")
    assert "sa_type=nvarchar(20)" in text
    assert "from app.models.types import nvarchar" in text


def test_writing_twice_gives_the_same(task_board: MetaData) -> None:
    assert write(Design("app", task_board)) == write(Design("app", task_board))
