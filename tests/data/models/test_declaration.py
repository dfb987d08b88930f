"""What SQLModel cannot do is made to work, or refused when the class is made."""

from typing import Any, Optional
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import Model, ModelError, Timestamped


class Base(Model, registry=registry(metadata=MetaData())):
    """The base of the models of this file."""


def test_a_dict_gets_a_json_column() -> None:
    class Document(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        content: dict[str, Any]
        words: list[str] = []
        maybe: dict[str, Any] | None = None
        _cache: dict[str, int] = {}

    columns = Base.metadata.tables["document"].c
    assert [isinstance(columns[n].type, JSON) for n in ("content", "words", "maybe")] == [True] * 3
    assert [columns[n].nullable for n in ("content", "words", "maybe")] == [False, False, True]
    assert "_cache" not in columns


def test_a_type_without_a_column_is_named() -> None:
    with pytest.raises(ModelError, match="Odd cannot become a table") as caught:

        class Odd(Base, table=True):
            id: int | None = Field(default=None, primary_key=True)
            thing: complex

    assert "Field(sa_type=...)" in caught.value.remedy


def test_a_relationship_as_text_is_refused() -> None:
    """So it is with `from __future__ import annotations`."""
    with pytest.raises(ModelError, match="heroes") as caught:

        class Team(Base, table=True):
            id: int | None = Field(default=None, primary_key=True)
            heroes: 'list["Hero"]' = Relationship()  # type: ignore[name-defined]  # noqa: F821

    assert "__future__" in caught.value.remedy


def test_a_relationship_as_a_set_is_refused() -> None:
    with pytest.raises(ModelError, match="is a set"):

        class Group(Base, table=True):
            id: int | None = Field(default=None, primary_key=True)
            heroes: set["Hero"] = Relationship()  # type: ignore[name-defined]  # noqa: F821


@pytest.mark.parametrize("name", ["metadata", "registry"])
def test_a_reserved_name_is_refused(name: str) -> None:
    body = {"__annotations__": {name: str}, "__module__": __name__}
    with pytest.raises(ModelError, match=name):
        type(Model)("Reserved", (Base,), body, table=True)


def test_a_table_that_derives_from_a_table_is_refused() -> None:
    class Parent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    with pytest.raises(ModelError, match="Child derives from the table Parent"):

        class Child(Parent, table=True): ...


def test_columns_of_a_shared_base_come_after_the_key() -> None:
    class Shape(Base):
        name: str
        size: int

    class Circle(Timestamped, Shape, table=True):
        id: UUID = Field(default_factory=uuid4, primary_key=True)
        radius: float

    names = [c.name for c in Base.metadata.tables["circle"].c]
    assert names == ["id", "radius", "created_at", "updated_at", "name", "size"]


def test_two_classes_may_share_fields() -> None:
    class Shared(Base):
        name: str = Field(index=True)

    class One(Shared, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Other(Shared, table=True):
        id: int | None = Field(default=None, primary_key=True)

    assert One(name="a").name == Other(name="a").name


def test_self_reference_and_composite_keys() -> None:
    class Node(Base, table=True):
        tree: int = Field(primary_key=True)
        id: int = Field(primary_key=True)
        parent_id: int | None = Field(default=None, foreign_key="node.id")
        parent: Optional["Node"] = Relationship(
            back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"}
        )
        children: list["Node"] = Relationship(back_populates="parent")

    root = Node(tree=1, id=1, children=[Node(tree=1, id=2)])
    assert root.children[0].parent is root
