from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table, Text

from colonnade.design.models.relationships import relationship
from tests.design.models.generated import child, context_of, users


def lines(metadata: MetaData, table: str) -> list[str]:
    context = context_of(metadata)
    found = context.names.relationships_of(metadata.tables[table])
    return [relationship(one, context) for one in found]


def link(metadata: MetaData, name: str, one: str, two: str, *columns: Column[object]) -> None:
    keys = (
        Column(key, ForeignKey(f"{key.split('_')[0]}s.id"), primary_key=True) for key in (one, two)
    )
    Table(name, metadata, *keys, *columns)


def pair(**options: object) -> MetaData:
    users(metadata := MetaData())
    child(metadata, "tasks", "user_id", **options)
    return metadata


def test_the_row_that_a_foreign_key_names() -> None:
    assert lines(pair(), "tasks") == [
        'user: Optional["User"] = Relationship(back_populates="tasks")'
    ]


def test_a_row_that_must_be_there() -> None:
    metadata = pair()
    metadata.tables["tasks"].c.user_id.nullable = False
    assert lines(metadata, "tasks") == ['user: "User" = Relationship(back_populates="tasks")']


def test_the_database_refuses_to_delete_a_row_in_use() -> None:
    expected = 'tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")'
    assert lines(pair(), "users") == [expected]


def test_the_database_deletes_what_hangs_on_a_row() -> None:
    [line] = lines(pair(ondelete="CASCADE"), "users")
    assert 'back_populates="user", cascade_delete=True, passive_deletes=True)' in line


def test_the_database_lets_go_of_a_row() -> None:
    [line] = lines(pair(ondelete="SET NULL"), "users")
    assert 'back_populates="user", passive_deletes=True)' in line


def test_one_row_on_the_other_side() -> None:
    users(metadata := MetaData())
    Table("profiles", metadata, Column("user_id", ForeignKey("users.id"), primary_key=True))
    assert lines(metadata, "users")[0].startswith('profile: Optional["Profile"] = Relationship(')


def test_two_foreign_keys_to_one_table() -> None:
    users(metadata := MetaData())
    child(metadata, "tasks", "author_id", "reader_id")
    assert '{"foreign_keys": "Task.author_id"}' in lines(metadata, "tasks")[0]
    assert '{"foreign_keys": "Task.reader_id"}' in lines(metadata, "users")[1]


def test_tables_that_refer_to_each_other() -> None:
    users(metadata := MetaData(), Column("task_id", ForeignKey("tasks.id")))
    child(metadata, "tasks", "user_id")
    assert '{"foreign_keys": "Task.user_id"}' in lines(metadata, "tasks")[0]
    assert '{"foreign_keys": "User.task_id"}' in lines(metadata, "users")[0]


def test_a_table_that_refers_to_itself() -> None:
    metadata = MetaData()
    key = Column("id", Integer, primary_key=True)
    Table("nodes", metadata, key, Column("parent_id", ForeignKey("nodes.id")))
    parent, children = lines(metadata, "nodes")
    assert 'parent: Optional["Node"]' in parent
    assert '{"remote_side": "Node.id"}' in parent
    assert 'children: list["Node"]' in children
    assert "remote_side" not in children


def test_a_pure_link_table() -> None:
    metadata = MetaData()
    for name in ("tags", "tasks"):
        Table(name, metadata, Column("id", Integer, primary_key=True))
    link(metadata, "task_tags", "task_id", "tag_id")
    expected = 'tags: list["Tag"] = Relationship(back_populates="tasks", link_model=TaskTag)'
    assert lines(metadata, "tasks") == [expected]
    assert lines(metadata, "task_tags") == []


def test_a_link_table_with_more_in_it_is_a_class_of_its_own() -> None:
    metadata = MetaData()
    for name in ("orders", "products"):
        Table(name, metadata, Column("id", Integer, primary_key=True))
    link(metadata, "order_lines", "order_id", "product_id", Column("quantity", Integer))
    own, across = lines(metadata, "orders")
    assert own.startswith('order_lines: list["OrderLine"]')
    assert across == (
        'products: list["Product"] = Relationship(link_model=OrderLine, '
        'sa_relationship_kwargs={"viewonly": True})'
    )


def test_a_link_from_a_table_to_itself_spells_both_joins() -> None:
    users(metadata := MetaData())
    keys = [
        Column(f"{role}_id", ForeignKey("users.id"), primary_key=True) for role in ("fan", "idol")
    ]
    Table("follows", metadata, *keys)
    assert '"primaryjoin": "User.id == Follow.fan_id"' in lines(metadata, "users")[0].replace(
        "Follow.fan_id == User.id", "User.id == Follow.fan_id"
    )
    assert '"secondaryjoin"' in lines(metadata, "users")[0]


def test_foreign_keys_that_share_a_column_say_so() -> None:
    metadata = MetaData()
    for name in ("teams", "places"):
        keys = (Column(key, Integer, primary_key=True) for key in ("tenant", "id"))
        Table(name, metadata, *keys)
    columns = (Column(name, Integer) for name in ("tenant", "team_id", "place_id"))
    groups = (
        ForeignKeyConstraint(["tenant", f"{name}_id"], [f"{name}s.tenant", f"{name}s.id"])
        for name in ("team", "place")
    )
    Table("games", metadata, Column("id", Integer, primary_key=True), *columns, *groups)
    by_name = {line.split(":")[0]: line for line in lines(metadata, "games")}
    assert '"overlaps": "games,place"' in by_name["team"]


def test_a_table_without_a_key_has_no_relationships() -> None:
    users(metadata := MetaData())
    Table("log", metadata, Column("message", Text), Column("user_id", ForeignKey("users.id")))
    assert lines(metadata, "users") == []
