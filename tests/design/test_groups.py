"""Which tables are shown together."""

from sqlalchemy import Column, Integer, MetaData, Table

from colonnade.design.groups import READABLE, groups, hubs
from colonnade.schema.info import schema_info
from tests.design.schemas import made_up, taskboard


def names(metadata: MetaData) -> dict[str, list[str]]:
    return {group.name: [table.key for table in group.tables] for group in groups(metadata)}


def test_the_sources_groups_come_first() -> None:
    assert names(taskboard()) == {"board": ["tags", "task_tags", "tasks"], "people": ["users"]}


def test_tables_without_a_group_are_the_others() -> None:
    metadata = taskboard()
    schema_info(metadata).groups = {"people": ["users"]}
    assert names(metadata)["Other tables"] == ["tags", "task_tags", "tasks"]


def test_several_schemas_are_groups() -> None:
    metadata = MetaData()
    for schema in ("sales", "stock"):
        Table("items", metadata, Column("id", Integer, primary_key=True), schema=schema)
    assert names(metadata) == {"sales": ["sales.items"], "stock": ["stock.items"]}


def test_every_table_is_in_exactly_one_derived_group() -> None:
    metadata = made_up(60)
    grouped = [key for keys in names(metadata).values() for key in keys]
    assert sorted(grouped) == sorted(metadata.tables)


def test_a_derived_group_can_be_read() -> None:
    sizes = {name: len(keys) for name, keys in names(made_up(60)).items()}
    around_hubs = {f"Around {key}" for key in hubs(made_up(60))} | {"Unrelated tables"}
    assert all(size <= READABLE for name, size in sizes.items() if name not in around_hubs)


def test_tables_that_nothing_joins_are_unrelated() -> None:
    metadata = MetaData()
    for name in ("a", "b"):
        Table(name, metadata, Column("id", Integer, primary_key=True))
    assert names(metadata) == {"Unrelated tables": ["a", "b"]}


def test_a_small_schema_has_no_hubs() -> None:
    assert hubs(taskboard()) == set()


def test_a_table_that_many_refer_to_is_a_hub() -> None:
    assert hubs(made_up(60)) == {"table_0"}
