"""What a design takes over from the code around it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

from colonnade.design.habits import follow
from colonnade.schema.habits import Habits
from colonnade.schema.info import schema_info


def schema() -> MetaData:
    metadata = MetaData(naming_convention={"none": ""})
    Table("users", metadata, Column("id", Integer, primary_key=True))
    Table(
        "tasks",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", ForeignKey("users.id")),
        Column("title", String),
        UniqueConstraint("title"),
        Index(None, "user_id", "title"),
    )
    return metadata


def names(metadata: MetaData) -> set[str | None]:
    table = metadata.tables["tasks"]
    return {str(item.name) for item in (*table.constraints, *table.indexes) if item.name}


def test_prefixes_are_taken_over() -> None:
    metadata = schema()
    follow(metadata, Habits(affixes={"ix": "idx_", "uq": "uniq_"}))
    assert names(metadata) == {"idx_tasks_user_id_title", "uniq_tasks_title"}


def test_endings_are_taken_over() -> None:
    metadata = schema()
    follow(metadata, Habits(affixes={"fk": "_fkey", "pk": "_pkey"}))
    assert names(metadata) == {"tasks_user_id_fkey", "tasks_pkey"}


def test_a_naming_convention_is_taken_over() -> None:
    metadata = schema()
    follow(metadata, Habits(naming_convention={"fk": "fk_%(table_name)s_%(referred_table_name)s"}))
    assert names(metadata) == {"fk_tasks_users"}


def test_a_name_that_is_there_stays() -> None:
    metadata = schema()
    next(iter(metadata.tables["tasks"].indexes)).name = "mine"
    follow(metadata, Habits(affixes={"ix": "idx_"}))
    assert names(metadata) == {"mine"}


def test_a_database_keeps_its_names() -> None:
    metadata = schema()
    schema_info(metadata).dialect = "postgresql"
    said = follow(metadata, Habits(affixes={"ix": "idx_"}))
    assert names(metadata) == set()
    assert said == [
        "The code around names constraints in its own way; the database's names are kept."
    ]


def test_it_is_said_whether_tables_are_named_alike() -> None:
    alike = follow(schema(), Habits(number="plural", table_style="snake_case"))
    unlike = follow(schema(), Habits(number="singular", table_style="snake_case"))
    assert alike[0].endswith("so does the schema.")
    assert unlike[0].endswith("the schema's own names are kept.")


def test_without_habits_there_is_nothing_to_say() -> None:
    assert follow(schema(), Habits()) == []
