"""The language, one construct per test."""

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from colonnade.schema.dbml import read_dbml
from colonnade.schema.info import column_info, schema_info, table_info

USERS = "Table users { id integer [pk, increment] }\n"


def read(text: str) -> sa.MetaData:
    return read_dbml(text, "shop.dbml")


def table(text: str, name: str = "t") -> sa.Table:
    return read(text).tables[name]


def foreign_key(table: sa.Table) -> sa.ForeignKeyConstraint:
    (constraint,) = table.foreign_key_constraints
    return constraint


def uniques(table: sa.Table) -> list[list[str]]:
    kinds = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    return [list(constraint.columns.keys()) for constraint in kinds]


def checks(table: sa.Table) -> dict[str | None, str]:
    kinds = [c for c in table.constraints if isinstance(c, sa.CheckConstraint)]
    return {constraint.name: str(constraint.sqltext) for constraint in kinds}  # type: ignore[misc]


def test_a_table_on_one_line_has_its_column() -> None:
    assert list(table("Table t { id int }").c.keys()) == ["id"]


def test_the_brace_may_stand_on_the_next_line() -> None:
    assert list(table("Table t\n{\n  id int\n}").c.keys()) == ["id"]


def test_keywords_are_read_in_any_case() -> None:
    assert table("TABLE t { id INT [PRIMARY KEY] }").c.id.primary_key


def test_windows_line_ends_are_line_ends() -> None:
    assert list(table("Table t {\r\n  a int\r\n  b int\r\n}\r\n").c.keys()) == ["a", "b"]


def test_comments_are_dropped() -> None:
    text = "// Table u { a int }\nTable t { /* a int,\n b int */ id int // the key\n}"
    assert list(read(text).tables) == ["t"]
    assert list(table(text).c.keys()) == ["id"]


def test_names_may_be_in_any_script_and_quoted_names_hold_anything() -> None:
    t = table('Table "order items" { prénom text\n "две части" text }', "order items")
    assert list(t.c.keys()) == ["prénom", "две части"]


def test_the_schema_public_is_no_schema() -> None:
    assert list(read("Table public.a { id int }\nTable core.b { id int }").tables) == [
        "a",
        "core.b",
    ]


def test_a_column_is_nullable_unless_it_says_otherwise() -> None:
    t = table("Table t { a int\n b int [null]\n c int [not null]\n d int [pk] }")
    assert [column.nullable for column in t.c] == [True, True, False, False]


def test_constraints_without_a_name_have_none() -> None:
    t = table("Table t { a int [pk]\n b int [unique]\n indexes { b } }")
    assert {constraint.name for constraint in t.constraints} == {None}
    assert {index.name for index in t.indexes} == {None}


def test_increment_numbers_the_key() -> None:
    t = table("Table t { id bigint [pk, increment] }")
    assert t.c.id.autoincrement is True


def test_serial_numbers_the_key_by_itself() -> None:
    assert table("Table t { id bigserial [pk] }").c.id.autoincrement is True


def test_an_integer_key_without_increment_is_numbered_and_that_is_an_assumption() -> None:
    metadata = read("Table t { id int [pk] }")
    assert schema_info(metadata).assumptions == ["The database numbers the rows: `t.id`."]


def test_increment_beside_the_key_is_an_identity() -> None:
    assert table("Table t { id int [pk]\n n int [increment] }").c.n.identity is not None


def test_several_marked_columns_are_one_key() -> None:
    t = table("Table t { a int [pk]\n b int [pk] }")
    assert t.primary_key.columns.keys() == ["a", "b"]


def test_an_index_makes_a_named_composite_key() -> None:
    t = table("Table t { a int\n b int\n indexes { (b, a) [pk, name: 'key'] } }")
    assert (t.primary_key.columns.keys(), t.primary_key.name) == (["b", "a"], "key")
    assert not t.c.a.nullable


def test_old_settings_stand_after_the_type() -> None:
    t = table("Table t { id int pk\n mail text unique }")
    assert t.c.id.primary_key
    assert uniques(t) == [["mail"]]


def test_unique_beside_pk_adds_nothing() -> None:
    assert uniques(table("Table t { id int [pk, unique] }")) == []


def test_defaults_become_server_defaults() -> None:
    t = table(
        "Table t { a int [default: -1]\n b text [default: 'it\\'s']\n c bool [default: false]\n"
        " d decimal [default: 1.5]\n e int [default: null]\n f text [default: `upper('x')`] }"
    )
    sql = str(CreateTable(t).compile(dialect=sa.create_engine("sqlite://").dialect))
    for part in ("DEFAULT (-1)", "DEFAULT 'it''s'", "DEFAULT 0", "DEFAULT (1.5)", "(upper('x'))"):
        assert part in sql
    assert t.c.e.server_default is None


def test_now_is_written_for_every_database() -> None:
    for text in ("now()", "CURRENT_TIMESTAMP", "getdate()"):
        t = table(f"Table t {{ at timestamp [default: `{text}`] }}")
        assert "DEFAULT CURRENT_TIMESTAMP" in str(
            CreateTable(t).compile(dialect=sa.create_engine("sqlite://").dialect)
        ).replace("(CURRENT_TIMESTAMP)", "CURRENT_TIMESTAMP")


def test_a_colon_in_an_expression_binds_no_parameter() -> None:
    t = table("Table t { a text [default: `':x'`, check: `a <> ' :y'`] }")
    assert "':x'" in str(CreateTable(t))
    assert "' :y'" in str(CreateTable(t))


def test_a_default_may_name_a_value_of_its_enum() -> None:
    t = table("Enum core.s { open }\nTable t { s core.s [default: core.s.open] }")
    assert t.c.s.server_default.arg == "open"


def test_an_enum_is_a_named_type_in_its_schema() -> None:
    t = table('Enum core.grade { "A+"\n "Not Yet" [note: \'later\'] }\nTable t { g core.grade }')
    assert isinstance(t.c.g.type, sa.Enum)
    assert (t.c.g.type.enums, t.c.g.type.name, t.c.g.type.schema) == (
        ["A+", "Not Yet"],
        "grade",
        "core",
    )


def test_arrays_have_dimensions() -> None:
    t = table("Table t { a varchar(10)[]\n b int[][] }")
    assert isinstance(t.c.a.type, sa.ARRAY)
    assert t.c.a.type.item_type.length == 10
    assert t.c.b.type.dimensions == 2


def test_an_array_may_be_quoted_whole() -> None:
    t = table('Table t { a "character varying(10)[]"\n b "int[][]" }')
    assert t.c.a.type.item_type.length == 10
    assert t.c.b.type.dimensions == 2


def test_a_timestamp_keeps_the_zone_and_that_is_an_assumption() -> None:
    metadata = read("Table t { a timestamp\n b datetime }")
    assert metadata.tables["t"].c.a.type.timezone
    assert len(schema_info(metadata).assumptions) == 1


def test_a_type_with_spaces_is_quoted() -> None:
    t = table('Table t { a "timestamp without time zone"\n b "bigint unsigned" }')
    assert t.c.a.type.timezone is False
    assert isinstance(t.c.b.type, sa.BigInteger)


def test_notes_become_comments() -> None:
    t = table("Table t [note: 'old'] { id int [note: 'the key']\n Note: 'things' }")
    assert (t.comment, t.c.id.comment) == ("things", "the key")


def test_a_note_may_be_a_block() -> None:
    assert table("Table t { id int\n Note { 'things' } }").comment == "things"


def test_a_block_string_loses_its_indent_and_keeps_its_lines() -> None:
    t = table(
        "Table t {\n  id int\n  Note: '''\n    one\n      two \\\n    three\n    it\\'s\n  '''\n}"
    )
    assert t.comment == "one\n  two     three\nit's"


def test_checks_stand_at_columns_and_in_a_block() -> None:
    t = table(
        "Table t { a int [check: `a > 0`, check: `a < 9`]\n checks { `a <> 5` [name: 'five'] } }"
    )
    assert checks(t)["five"] == "a <> 5"
    assert len([c for c in t.constraints if isinstance(c, sa.CheckConstraint)]) == 3


def test_an_index_has_its_columns_name_type_and_note() -> None:
    t = table(
        "Table t { a int\n b int\n indexes { (a, b) [name: 'ab', type: hash, note: 'why'] } }"
    )
    (index,) = t.indexes
    assert (index.name, index.columns.keys(), index.info["note"]) == ("ab", ["a", "b"], "why")
    assert index.dialect_options["postgresql"]["using"] == "hash"


def test_a_unique_index_over_columns_is_a_unique_constraint() -> None:
    t = table("Table t { a int\n b int\n indexes { (a, b) [unique, name: 'ab'] } }")
    assert uniques(t) == [["a", "b"]]


def test_a_unique_index_of_a_stated_type_stays_an_index() -> None:
    t = table("Table t { a int\n indexes { a [unique, type: btree] } }")
    assert [index.unique for index in t.indexes] == [True]


def test_an_index_over_an_expression_gets_a_name() -> None:
    t = table("Table t { a text\n indexes { (`lower(a)`) } }")
    (index,) = t.indexes
    assert index.name == "ix_t_lower_a"
    t.metadata.create_all(sa.create_engine("sqlite://"))


def test_an_expression_may_be_a_descending_column() -> None:
    t = table("Table t { a int\n b int\n indexes { (a, `b DESC`) } }")
    (index,) = t.indexes
    assert str(index.expressions[1]) == "t.b DESC"


def test_an_inline_relationship_puts_the_foreign_key_here() -> None:
    t = table(USERS + "Table t { user_id int [ref: > users.id] }")
    assert foreign_key(t).elements[0].target_fullname == "users.id"


def test_one_to_many_puts_the_foreign_key_there() -> None:
    t = table("Table users { id int [pk, ref: < t.user_id] }\nTable t { user_id int }")
    assert foreign_key(t).column_keys == ["user_id"]


def test_a_short_relationship_has_name_and_actions() -> None:
    text = "Table t { user_id int }\nRef owner: t.user_id > users.id [delete: cascade, update: Set Null]"
    key = foreign_key(table(USERS + text))
    assert (key.name, key.ondelete, key.onupdate) == ("owner", "CASCADE", "SET NULL")


def test_a_long_relationship_may_go_through_an_alias() -> None:
    text = (
        "Table people as P { id int [pk] }\nTable t { p int }\nRef {\n  t.p > P.id [color: #fff]\n}"
    )
    assert foreign_key(table(text)).referred_table.name == "people"


def test_optional_relationships_are_relationships() -> None:
    for operator in ("?>", ">?", "?>?"):
        t = table(USERS + f"Table t {{ u int }}\nRef: t.u {operator} users.id [inactive]")
        assert foreign_key(t).referred_table.name == "users"


def test_one_to_one_makes_the_second_side_unique() -> None:
    t = table(USERS + "Table t { user_id int }\nRef: users.id - t.user_id")
    assert foreign_key(t).column_keys == ["user_id"]
    assert uniques(t) == [["user_id"]]


def test_one_to_one_inline_puts_the_foreign_key_here() -> None:
    t = table(USERS + "Table t { user_id int [ref: - users.id] }")
    assert foreign_key(t).column_keys == ["user_id"]
    assert uniques(t) == [["user_id"]]


def test_a_composite_relationship_is_one_foreign_key() -> None:
    t = table(
        "Table core.p { a int\n b int\n indexes { (a, b) [pk] } }\n"
        "Table t { x int\n y int }\nRef: t.(x, y) > core.p.(a, b)"
    )
    assert foreign_key(t).column_keys == ["x", "y"]


def test_many_to_many_makes_a_link_table_with_the_actions() -> None:
    metadata = read(
        "Table a { id int [pk] }\nTable b { key text [pk] }\nRef: a.id <> b.key [delete: cascade]"
    )
    link = metadata.tables["a_b"]
    assert link.primary_key.columns.keys() == ["a_id", "b_key"]
    assert isinstance(link.c.b_key.type, sa.Text)
    assert {key.ondelete for key in link.foreign_key_constraints} == {"CASCADE"}


def test_many_to_many_with_itself_has_two_columns() -> None:
    metadata = read("Table a { id int [pk] }\nTable a_a { id int }\nRef: a.id <> a.id")
    assert metadata.tables["a_a_1"].c.keys() == ["a_id", "a_id_1"]


def test_what_a_relationship_refers_to_is_unique() -> None:
    metadata = read("Table u { id int }\nTable t { u int [ref: > u.id] }")
    assert uniques(metadata.tables["u"]) == [["id"]]
    assert schema_info(metadata).assumptions == ["`u.id` is unique, because `t.u` refers to it."]


PARTIALS = """
TablePartial a [headercolor: #f00, note: 'from a'] { id int [pk]\n x int\n indexes { x } }
TablePartial b { x bigint\n y int [ref: > users.id]\n checks { `y > 0` } }
Table users { id int [pk] }
Table t [owner: 'me'] { ~a\n name text\n ~b\n y int [not null] }
"""


def test_a_partial_puts_its_columns_where_it_is_injected() -> None:
    t = table(PARTIALS)
    assert t.c.keys() == ["id", "name", "x", "y"]
    assert table_info(t).partials == ["a", "b"]


def test_the_table_wins_over_partials_and_a_later_partial_over_an_earlier() -> None:
    t = table(PARTIALS)
    assert not t.c.y.nullable
    assert isinstance(t.c.x.type, sa.BigInteger)


def test_a_partial_brings_indexes_checks_settings_and_relationships() -> None:
    t = table(PARTIALS.replace("\n y int [not null] }", " }"))
    assert [index.columns.keys() for index in t.indexes] == [["x"]]
    assert list(checks(t).values()) == ["y > 0"]
    assert table_info(t).settings == {"owner": "me", "headercolor": "#f00"}
    assert foreign_key(t).column_keys == ["y"]
    assert t.comment == "from a"


def test_the_schema_knows_its_partials() -> None:
    assert schema_info(read(PARTIALS)).partials["b"].columns == ["x", "y"]


def test_project_and_groups_are_kept() -> None:
    text = "Project shop { database_type: 'PostgreSQL'\n Note: 'sells' }\nTableGroup g [color: #fff] { users }\n"
    info = schema_info(read(text + USERS))
    assert (info.project, info.note, info.groups) == ("shop", "sells", {"g": ["users"]})


def test_custom_settings_are_kept() -> None:
    t = table("Table t { id int [masking: \"partial\", owner: 'true', tint: #fff] }")
    assert column_info(t.c.id).settings == {"masking": "partial", "owner": "true", "tint": "#fff"}


def test_a_metadata_block_wins_over_inline_settings() -> None:
    text = "Table t [owner: 'a'] { id int }\nMetadata Table t { owner: 'b'\n note: 'n' }\nMetadata Column t.id { pii: 'x' }"
    t = table(text)
    assert table_info(t).settings == {"owner": "b"}
    assert t.comment == "n"
    assert column_info(t.c.id).settings == {"pii": "x"}


def test_what_is_no_structure_is_listed_as_not_carried_over() -> None:
    metadata = read(
        USERS
        + "Records users(id) { 1\n 2 }\nNote n [color: none] { 'x' }\nDiagramView v { Tables { * } }\n"
        + "Dep: users.id -> users.id\nDep flow [color: #fff] { users -> users\n note: 'x' }"
    )
    kinds = [omission.kind for omission in schema_info(metadata).omissions]
    assert kinds == ["records", "sticky note", "diagram view", "data dependencies"]


def test_records_may_stand_in_the_table_and_have_empty_values() -> None:
    text = "Table t { a int\n b text\n Records { 1, 'x'\n , `now()` } }"
    assert table(text).c.keys() == ["a", "b"]


def test_tables_and_columns_know_their_places() -> None:
    t = table("\nTable t {\n  id int\n}")
    assert str(table_info(t).place) == "shop.dbml:2:7"
    assert str(column_info(t.c.id).place) == "shop.dbml:3:3"


def test_what_only_databases_say_is_read_from_custom_settings() -> None:
    t = table(
        "Table t { id int [pk, autoincrement: 'false']\n a int [computed: 'id * 2', persisted: 'true']\n"
        " b int [identity: 'always']\n c text [collation: 'C'] }"
    )
    assert t.c.id.autoincrement is False
    assert (str(t.c.a.computed.sqltext), t.c.a.computed.persisted) == ("id * 2", True)
    assert t.c.b.identity.always
    assert t.c.c.type.collation == "C"
