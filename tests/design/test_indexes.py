"""Why each index is there."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, MetaData, String, Table, func

from colonnade.design.indexes import index_facts
from tests.design.schemas import taskboard


def reasons(*indexes: Index, unique: bool = False) -> list[str]:
    """Why the indexes of a table of tasks are there, without its primary key."""
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    table = Table(
        "tasks",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("title", String(100), unique=unique),
        Column("made_at", DateTime),
        Column("user_id", ForeignKey("users.id", ondelete="CASCADE")),
        *indexes,
    )
    return [fact.why for fact in index_facts(table)][1:]


def test_a_foreign_key() -> None:
    assert reasons(Index("i", "user_id")) == [
        "Finds the tasks of a user, also to delete them with the user."
    ]


def test_a_foreign_key_and_a_date() -> None:
    assert reasons(Index("i", "user_id", "made_at")) == [
        "Finds the tasks of a user, sorted by `made_at`."
    ]


def test_a_unique_constraint() -> None:
    assert reasons(unique=True) == ["No two tasks have the same `title`; finds a task by it."]


def test_a_date() -> None:
    assert reasons(Index("i", "made_at")) == ["Sorts tasks by `made_at`."]


def test_an_expression() -> None:
    column: Column[str] = Column("email", String(50))
    table = Table("people", MetaData(), Column("id", Integer, primary_key=True), column)
    Index("i", func.lower(column), unique=True)
    assert index_facts(table)[1].why == (
        "No two people share `lower(email)`; finds people by `lower(email)`."
    )


def test_a_partial_index_says_which_rows() -> None:
    table = Table("people", MetaData(), Column("name", String(50)), Column("gone", Integer))
    Index("i", table.c.name, postgresql_where=table.c.gone.is_(None))
    assert index_facts(table)[0].why == "Finds people by `name`, only where gone IS NULL."


def test_a_search_method_is_named() -> None:
    assert reasons(Index("i", "title", postgresql_using="gin")) == [
        "Searches inside values: words, array members, JSON keys (GIN)."
    ]


def test_the_note_of_an_index_comes_first() -> None:
    facts = index_facts(taskboard().tables["tasks"])
    assert "What a user still has to do, by date." in [fact.why for fact in facts]


def test_the_order_is_always_the_same() -> None:
    orders = {
        tuple(fact.columns for fact in index_facts(taskboard().tables["tasks"])) for _ in range(5)
    }
    assert len(orders) == 1


def test_a_fulltext_index_of_mysql_searches_words() -> None:
    assert reasons(Index("i", "title", mysql_prefix="FULLTEXT")) == [
        "Searches words in texts (FULLTEXT)."
    ]
