"""Answers become a schema, defaults become assumptions, and nonsense becomes an error that helps."""

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from colonnade.errors import UsageError
from colonnade.schema.dbml import read_dbml
from colonnade.schema.info import column_info, schema_info
from colonnade.schema.questions import QUESTIONS, answers_to_dbml, assumptions
from colonnade.schema.questions.entities import plural, singular


def made(**answers: str) -> sa.MetaData:
    return read_dbml(answers_to_dbml(answers), "answers.dbml")


def keys(table: sa.Table) -> set[str]:
    return {key.target_fullname for key in table.foreign_keys}


def test_no_answers_give_users_and_items() -> None:
    metadata = made()
    assert list(metadata.tables) == ["users", "items"]
    assert keys(metadata.tables["items"]) == {"users.id"}


def test_every_default_taken_is_an_assumption() -> None:
    assert len(assumptions({})) == len(QUESTIONS)
    assert len(assumptions({"database": "mysql", "entities": " "})) == len(QUESTIONS) - 1


def test_entities_are_tables_in_the_plural() -> None:
    metadata = made(entities="User, OrderItem, order status, Category", relationships="none")
    assert list(metadata.tables) == ["users", "order_items", "order_statuses", "categories"]


def test_well_known_entities_have_their_columns() -> None:
    metadata = made(entities="products")
    assert {"name", "price"} <= set(metadata.tables["products"].c.keys())
    assert metadata.tables["products"].c.price.type.scale == 2


@pytest.mark.parametrize(
    "relationship",
    [
        "order belongs to product",
        "orders > products",
        "products < orders",
        "Product has many orders",
        "products one-to-many orders",
        "orders many to one product",
    ],
)
def test_many_to_one_in_words_and_signs(relationship: str) -> None:
    metadata = made(entities="products, orders", relationships=relationship)
    assert keys(metadata.tables["orders"]) == {"products.id"}
    assert not metadata.tables["orders"].c.product_id.nullable


@pytest.mark.parametrize("relationship", ["products <> tags", "product many to many tags"])
def test_many_to_many_is_a_link_table(relationship: str) -> None:
    metadata = made(entities="products, tags", relationships=relationship)
    link = metadata.tables["product_tags"]
    assert link.primary_key.columns.keys() == ["product_id", "tag_id"]


def test_one_to_one_is_unique() -> None:
    table = made(entities="users, profiles", relationships="user has one profile").tables[
        "profiles"
    ]
    uniques = [c.columns.keys() for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    assert uniques == [["user_id"]]


def test_a_relationship_with_itself_is_a_parent() -> None:
    table = made(entities="categories", relationships="category belongs to category").tables[
        "categories"
    ]
    assert table.c.parent_id.nullable


def test_foreign_keys_are_indexed_and_stand_before_the_timestamps() -> None:
    table = made(entities="products, orders", relationships="orders > products").tables["orders"]
    assert [index.columns.keys() for index in table.indexes] == [["product_id"]]
    assert table.c.keys()[-3:] == ["product_id", "created_at", "updated_at"]


def test_every_entity_leads_to_its_owner_once() -> None:
    metadata = made(entities="users, orders, order_items", relationships="order_items > orders")
    assert "user_id" in metadata.tables["orders"].c
    assert "user_id" not in metadata.tables["order_items"].c


def test_relationships_with_users_say_who_owns_what() -> None:
    metadata = made(entities="users, orders, products", relationships="orders > users")
    assert "user_id" not in metadata.tables["products"].c


def test_names_are_unique_for_each_owner() -> None:
    table = made(entities="users, tags").tables["tags"]
    uniques = [c.columns.keys() for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    assert uniques == [["user_id", "name"]]


def test_without_owners_a_key_to_users_owns_nothing() -> None:
    metadata = made(entities="users, posts", relationships="posts > users", owners="no")
    assert column_info(metadata.tables["posts"].c.user_id).settings == {"owner": "false"}


def test_timestamps_and_soft_deletion_are_partials() -> None:
    assert list(schema_info(made(soft_delete="y")).partials) == ["timestamps", "soft_delete"]
    assert not schema_info(made(timestamps="no")).partials


def test_rules_become_constraints() -> None:
    metadata = made(
        entities="products",
        validation="products.name unique, product.description required, products.price < 100,"
        " products.name not empty, products.price between 1 and 9",
    )
    table = metadata.tables["products"]
    checks = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
    assert checks == {"price_valid", "price_below", "name_not_empty", "price_range"}
    assert not table.c.description.nullable


def test_searched_columns_are_marked() -> None:
    table = made(entities="products", search="products.name").tables["products"]
    assert column_info(table.c.name).settings == {"search": "true"}


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"entities": ","}, "`entities` cannot be understood: no entity is named"),
        ({"entities": "a!"}, "`a!` is no name"),
        ({"entities": "user, users"}, "`users` is named twice"),
        ({"relationships": "items like users"}, "`items like users` relates nothing"),
        ({"relationships": "itms > users"}, "no entity `itms`; did you mean `items`"),
        ({"database": "oracle"}, "`oracle` is none of sqlite"),
        ({"soft_delete": "perhaps"}, "`perhaps` is none of yes, no"),
        ({"entities": "items", "owners": "yes"}, "no entity `users`"),
        ({"validation": "users.mail unique"}, "`users` has no column `mail`; did you mean `email`"),
        ({"validation": "users.email nice"}, "`users.email nice` is no rule"),
        ({"validation": "email unique"}, "names no column"),
        ({"search": "items.id"}, "`items.id` holds no text"),
    ],
)
def test_what_cannot_be_understood_is_named_with_the_form_expected(
    answers: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        answers_to_dbml({"database": "sqlite", **answers})
    assert message in caught.value.message
    assert caught.value.remedy.startswith("Expected: ")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([q.key for q in QUESTIONS]), st.text(max_size=20)))
def test_any_answers_give_a_schema_or_an_error_that_helps(answers: dict[str, str]) -> None:
    try:
        text = answers_to_dbml(answers)
    except UsageError as error:
        text = error.remedy
    assert text


@pytest.mark.parametrize(
    "one", ["user", "category", "bus", "person", "box", "order_item", "status", "address", "movie"]
)
def test_plural_and_singular_are_inverse(one: str) -> None:
    many = plural(one)
    assert plural(many) == many
    assert singular(many) == one
