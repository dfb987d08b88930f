"""A relationship of a table with itself says on which side the one row is.

Without `remote_side` both directions look alike: the first use of any model raises ArgumentError, or where there is one
direction only, `parent` is read as the list of children.

Bad:

    from typing import Optional
    from sqlmodel import Field, Relationship, SQLModel

    class Category(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        parent_id: int | None = Field(default=None, foreign_key="category.id", index=True)
        parent: Optional["Category"] = Relationship(back_populates="children")
        children: list["Category"] = Relationship(back_populates="parent")

Good:

    from typing import Optional
    from sqlmodel import Field, Relationship, SQLModel

    class Category(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        parent_id: int | None = Field(default=None, foreign_key="category.id", index=True)
        parent: Optional["Category"] = Relationship(back_populates="children", sa_relationship_kwargs={"remote_side": "Category.id"})
        children: list["Category"] = Relationship(back_populates="parent")

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    class Category(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        parent_id: int | None = Field(default=None, foreign_key="category.id", index=True)
        children: list["Category"] = Relationship()
"""

from collections.abc import Iterator

from colonnade.check.columns import is_key
from colonnade.check.project import Field, Model
from colonnade.check.relationships import is_many, is_plain, keys_to, target, with_argument
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit

CODE = "COL115"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report relationships of a table with itself that lead to one row and do not say how."""
    if not node.is_table or len(keys_to(node, node)) != 1:
        return
    for field in node.cls.fields.values():
        if not field.is_relationship or not is_plain(field) or "link_model" in field.keywords:
            continue
        if target(field, node) == node and not is_many(field):
            yield Problem(
                field,
                f"`{node.name}.{field.name}` does not say on which side the one row is.",
                'Say `sa_relationship_kwargs={"remote_side": "..."}` with the key.',
                _edits(field, node, source),
            )


def _edits(field: Field, model: Model, source: Source) -> tuple[Edit, ...]:
    keys = [one.name for one in model.columns.values() if is_key(one)]
    if len(keys) != 1 or "sa_relationship_kwargs" in field.keywords:
        return ()
    said = f'sa_relationship_kwargs={{"remote_side": "{model.name}.{keys[0]}"}}'
    return with_argument(field, said, source)
