import pytest
from sqlalchemy import Column, Enum, ForeignKey, Integer, MetaData, Table, Text

from colonnade.design.names import Names, names_of
from colonnade.schema.info import column_info


def table(
    metadata: MetaData, name: str, *columns: Column[object], schema: str | None = None
) -> Table:
    return Table(name, metadata, Column("id", Integer, primary_key=True), *columns, schema=schema)


def link(metadata: MetaData, name: str, *targets: str) -> Table:
    columns = (
        Column(key, ForeignKey(target), primary_key=True)
        for key, target in (t.split("=") for t in targets)
    )
    return Table(name, metadata, *columns)


def names(metadata: MetaData, key: str) -> list[str]:
    found = names_of(metadata)
    return [one.name for one in found.relationships_of(metadata.tables[key])]


def attributes(*columns: str) -> list[str]:
    metadata = MetaData()
    made = Table("things", metadata, *(Column(name, Integer, primary_key=True) for name in columns))
    return [names_of(metadata).attribute(column) for column in made.columns]


def class_names(*tables: str) -> list[str]:
    metadata = MetaData()
    for name in tables:
        table(metadata, name.rpartition(".")[2], schema=name.rpartition(".")[0] or None)
    found = names_of(metadata)
    return [found.class_name(one) for one in metadata.tables.values()]


def test_a_class_is_named_after_one_row() -> None:
    assert class_names("users", "order_items", "OrderStatuses") == [
        "User",
        "OrderItem",
        "OrderStatus",
    ]


def test_two_tables_of_one_class_name_are_told_apart() -> None:
    assert class_names("orders", "order") == ["Orders", "Order"]


def test_the_schema_tells_tables_apart() -> None:
    assert class_names("orders", "archive.orders", "sales.orders") == [
        "Order",
        "ArchiveOrder",
        "SalesOrder",
    ]


def test_a_class_takes_no_name_that_the_models_need() -> None:
    assert class_names("fields", "bases", "exceptions") == ["FieldRow", "Basis", "ExceptionRow"]


def test_a_table_may_be_a_keyword_or_unicode() -> None:
    assert class_names("class", "2fa", "Straßen") == ["Class", "Table2fa", "Straßen"]


def test_class_names_differ_in_more_than_case() -> None:
    assert len({name.lower() for name in class_names("User", "user", "users", "USERS")}) == 4


def test_each_choice_is_a_sentence() -> None:
    metadata = MetaData()
    table(metadata, "orders")
    table(metadata, "order", Column("class", Text))
    decisions = names_of(metadata).decisions
    assert (
        decisions[0]
        == "The table `orders` is the class `Orders`, because another table is `Order`."
    )
    assert "`order.class` is the attribute `class_`" in decisions[1]


def test_a_table_without_a_key_is_a_decision() -> None:
    metadata = MetaData()
    Table("log", metadata, Column("message", Text))
    assert "`log` has no primary key" in names_of(metadata).decisions[0]


@pytest.mark.parametrize(
    ("column", "attribute"),
    [
        *[
            ("class", "class_"),
            ("None", "None_"),
            ("metadata", "metadata_"),
            ("registry", "registry_"),
        ],
        *[
            ("copy", "copy_"),
            ("json", "json_"),
            ("schema", "schema_"),
            ("model_config", "model_config_"),
        ],
        *[
            ("model_validate", "model_validate_"),
            ("2fa", "field_2fa"),
            ("with space", "with_space"),
        ],
        *[
            ("with-dash", "with_dash"),
            ("_id", "id"),
            ("__x__", "x"),
            ("$", "field"),
            ("int", "int_"),
        ],
        *[
            ("list", "list_"),
            ("Field", "Field_"),
            ("naïve", "naïve"),
            ("日本", "日本"),
            ("date", "date"),
        ],
        *[
            ("text", "text"),
            ("id_", "id_"),
            ("AlbumId", "AlbumId"),
            ("model_id", "model_id"),
            ("sa", "sa_"),
        ],
    ],
)
def test_a_column_is_the_attribute_that_python_allows(column: str, attribute: str) -> None:
    assert attributes(column) == [attribute]


def test_attributes_that_would_be_equal_are_numbered() -> None:
    assert attributes("a b", "a-b", "a_b") == ["a_b_2", "a_b_3", "a_b"]


def test_an_attribute_is_unlike_every_class() -> None:
    metadata = MetaData()
    made = table(metadata, "Title", Column("Title", Text))
    assert names_of(metadata).attribute(made.c.Title) == "Title_2"


def test_a_foreign_key_names_both_sides() -> None:
    metadata = MetaData()
    table(metadata, "users")
    table(metadata, "tasks", Column("user_id", ForeignKey("users.id")))
    assert (names(metadata, "tasks"), names(metadata, "users")) == (["user"], ["tasks"])


@pytest.mark.parametrize(
    ("column", "name"),
    [
        *[
            ("user_id", "user"),
            ("UserId", "user"),
            ("support_rep_id", "support_rep"),
            ("user_uuid", "user"),
        ],
        *[
            ("created_by", "created_by_user"),
            ("ship_via", "user"),
            ("user", "user_row"),
            ("ownerid", "owner"),
        ],
    ],
)
def test_the_role_of_a_foreign_key(column: str, name: str) -> None:
    metadata = MetaData()
    table(metadata, "users")
    table(metadata, "tasks", Column(column, ForeignKey("users.id")))
    assert names(metadata, "tasks") == [name]


def test_several_foreign_keys_to_one_table() -> None:
    metadata = MetaData()
    table(metadata, "addresses")
    keys = (
        Column(f"{role}_address_id", ForeignKey("addresses.id")) for role in ("billing", "shipping")
    )
    table(metadata, "orders", *keys)
    assert names(metadata, "orders") == ["billing_address", "shipping_address"]
    assert names(metadata, "addresses") == [
        "orders_as_billing_address",
        "orders_as_shipping_address",
    ]


@pytest.mark.parametrize(
    ("column", "sides"),
    [
        ("parent_id", ["parent", "children"]),
        ("reports_to", ["manager", "reports"]),
        ("manager_id", ["manager", "reports"]),
        ("twin_id", ["twin", "employees_as_twin"]),
    ],
)
def test_a_table_that_refers_to_itself(column: str, sides: list[str]) -> None:
    metadata = MetaData()
    table(metadata, "employees", Column(column, ForeignKey("employees.id")))
    assert names(metadata, "employees") == sides


def test_the_other_side_of_a_unique_foreign_key_is_one_row() -> None:
    metadata = MetaData()
    table(metadata, "users")
    table(metadata, "profiles", Column("user_id", ForeignKey("users.id"), unique=True))
    assert names(metadata, "users") == ["profile"]


def test_a_link_table_relates_its_two_ends() -> None:
    metadata = MetaData()
    table(metadata, "tasks")
    table(metadata, "tags")
    link(metadata, "task_tags", "task_id=tasks.id", "tag_id=tags.id")
    assert (names(metadata, "tasks"), names(metadata, "tags")) == (["tags"], ["tasks"])
    assert names(metadata, "task_tags") == []


def test_a_link_from_a_table_to_itself() -> None:
    metadata = MetaData()
    table(metadata, "users")
    link(metadata, "follows", "follower_id=users.id", "followed_id=users.id")
    assert names(metadata, "users") == ["users_as_followed", "users_as_follower"]


def test_two_relationships_of_one_name() -> None:
    metadata = MetaData()
    table(metadata, "users")
    table(metadata, "tasks", Column("user_id", ForeignKey("users.id")))
    link(metadata, "watchers", "task_id=tasks.id", "user_id=users.id")
    assert names(metadata, "users") == ["tasks", "tasks_through_watcher"]


def test_a_relationship_is_unlike_every_column() -> None:
    metadata = MetaData()
    table(metadata, "users", Column("tasks", Text))
    table(metadata, "tasks", Column("user_id", ForeignKey("users.id")), Column("user", Text))
    assert (names(metadata, "tasks"), names(metadata, "users")) == (
        ["user_row"],
        ["tasks_as_user"],
    )


def test_a_relationship_is_unlike_its_class() -> None:
    metadata = MetaData()
    table(metadata, "任务")
    table(metadata, "子任务", Column("任务_id", ForeignKey("任务.id")))
    assert names(metadata, "子任务") == ["任务_row"]


def test_both_sides_know_each_other() -> None:
    metadata = MetaData()
    table(metadata, "users")
    table(metadata, "tasks", Column("user_id", ForeignKey("users.id")))
    [relationship] = names_of(metadata).relationships_of(metadata.tables["users"])
    assert (relationship.name, relationship.back) == ("tasks", "user")


def test_modules_and_collections() -> None:
    metadata = MetaData()
    made = [
        table(metadata, name) for name in ("order_items", "import", "types", "statuses", "status")
    ]
    found = names_of(metadata)
    assert [found.module(one) for one in made] == [
        "order_item",
        "import_",
        "type",
        "statuses",
        "status",
    ]
    assert [found.collection(one) for one in made] == [
        "order_items",
        "imports",
        "types",
        "statuses",
        "statuses_2",
    ]


def enum_names(*values: str, name: str | None = "mood") -> tuple[Names, Column[object]]:
    metadata = MetaData()
    made = table(metadata, "moods", Column("mood", Enum(*values, name=name)))
    return names_of(metadata), made.c.mood


def test_an_enum_is_unlike_every_table() -> None:
    names, column = enum_names("sad")
    assert names.enum(column.type, column).class_name == "MoodValue"  # type: ignore[arg-type]


def test_an_enum_without_a_name_is_named_after_its_column() -> None:
    names, column = enum_names("sad", name=None)
    assert names.enum(column.type, column).class_name == "MoodMood"  # type: ignore[arg-type]


def test_an_enum_of_a_model_keeps_its_class() -> None:
    metadata = MetaData()
    column = Column("kind", Enum("in", "out", name="movementkind"))
    column_info(column).enum_class = "MovementKind"
    table(metadata, "movement", column)
    assert names_of(metadata).enum(column.type, column).class_name == "MovementKind"  # type: ignore[arg-type]


def test_members_of_an_enum() -> None:
    names, column = enum_names("in progress", "inProgress", "", "2nd", "ok!")
    members = names.enum(column.type, column).members.values()  # type: ignore[arg-type]
    assert list(members) == ["IN_PROGRESS", "IN_PROGRESS_2", "EMPTY", "VALUE_2ND", "OK"]
