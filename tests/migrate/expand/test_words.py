"""The words of a server, said of other columns: a name is told from types, functions, texts and other tables' columns."""

import pytest

from colonnade.migrate.expand.catalog.words import Words, reworded
from colonnade.migrate.expand.constraints import twin_name

ONE = {"name": Words(("fresh",), "fresh")}
TWO = {"name": Words(("first", "last"), "(first || last)")}
POSTGRESQL = {
    "CHECK (((name)::text <> 'name'::text))": "CHECK (((fresh)::text <> 'name'::text))",
    "CHECK ((x)::name = name(1))": "CHECK ((x)::name = name(1))",
    "CHECK ((other.name = tasks.name))": "CHECK ((other.name = tasks.fresh))",
    """CHECK (("name" <> E'it\\'s name'))""": """CHECK ((fresh <> E'it\\'s name'))""",
    "CHECK ((at > '1'::timestamp with time zone))": "CHECK ((at > '1'::timestamp with time zone))",
    "FOREIGN KEY (a, name) REFERENCES t(a, name)": "FOREIGN KEY (a, fresh) REFERENCES t(a, name)",
}
SPLIT = {
    "USING btree (a, name DESC, lower(name)) WHERE (name <> '')": (
        "USING btree (a, first DESC, last DESC, lower((first || last))) WHERE ((first || last) <> '')"
    ),
    "USING gin (name gin_trgm_ops)": "USING gin (first gin_trgm_ops, last gin_trgm_ops)",
}


@pytest.mark.parametrize("sql", POSTGRESQL)
def test_a_column_of_postgresql_has_another_name(sql):
    assert reworded(sql, ONE, "postgresql", table="tasks") == POSTGRESQL[sql]


@pytest.mark.parametrize("sql", SPLIT)
def test_an_index_names_all_parts_and_an_expression_their_value(sql):
    assert reworded(sql, TWO, "postgresql") == SPLIT[sql]


def test_a_name_of_mariadb_stands_in_backticks():
    said = "(`name`(5),`other`) COMMENT 'of `name`'"
    assert reworded(said, ONE, "mysql") == "(fresh(5),`other`) COMMENT 'of `name`'"


def test_the_last_mention_of_a_column_in_a_name_is_its_own():
    assert twin_name("ix_name_name", "name", "fresh") == "ix_name_fresh"
    assert twin_name("ix_names", "name", "fresh") == "ix_names_fresh"
    assert len(twin_name("x" * 63, "name", "fresh")) == 63
