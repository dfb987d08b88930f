"""What foreign keys say about rows: how many, whether they must be, and what deleting does."""

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table

from colonnade.schema.dbml import read_dbml
from colonnade.schema.relations import Relation, link_of, links, relations, relations_of

BOOK = """
Table authors {
  id integer [pk]
}
Table books {
  id integer [pk]
  author_id integer [%s]
}
"""


def relation(settings: str) -> Relation:
    return relations(read_dbml(BOOK % settings, "books.dbml"))[0]


def test_a_required_reference() -> None:
    one = relation("not null, ref: > authors.id")
    assert (one.child.name, one.parent.name) == ("books", "authors")
    assert not one.optional
    assert not one.single


def test_a_nullable_reference_is_optional() -> None:
    assert relation("ref: > authors.id").optional


def test_a_unique_reference_is_single() -> None:
    assert relation("unique, ref: > authors.id").single


def test_a_partial_unique_index_does_not_make_a_reference_single() -> None:
    metadata = MetaData()
    Table("authors", metadata, Column("id", Integer, primary_key=True))
    books = Table(
        "books",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("author_id", ForeignKey("authors.id")),
    )
    Index("one_draft", books.c.author_id, unique=True, sqlite_where=books.c.id > 9)
    assert not relations_of(books)[0].single


def test_without_an_action_deleting_is_no_action() -> None:
    assert relation("ref: > authors.id").ondelete == "NO ACTION"


def test_a_reference_to_an_unknown_table_is_left_out() -> None:
    metadata = MetaData()
    Table("books", metadata, Column("author_id", ForeignKey("authors.id")))
    assert relations(metadata) == []


def test_a_key_of_two_foreign_keys_is_a_link() -> None:
    metadata = MetaData()
    for name in ("posts", "tags"):
        Table(name, metadata, Column("id", Integer, primary_key=True))
    between = Table(
        "post_tags",
        metadata,
        Column("post_id", ForeignKey("posts.id"), primary_key=True),
        Column("tag_id", ForeignKey("tags.id"), primary_key=True),
        Column("position", Integer),
    )
    link = link_of(between)
    assert link is not None
    assert (link.left.parent.name, link.right.parent.name) == ("posts", "tags")
    assert [one.table.name for one in links(metadata)] == ["post_tags"]


def test_a_table_with_its_own_key_is_no_link() -> None:
    assert link_of(read_dbml(BOOK % "ref: > authors.id", "books.dbml").tables["books"]) is None
