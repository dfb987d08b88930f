"""`cascade_delete` is for rows that have one parent; those of a link table have many.

On a relationship with `link_model` the first use of any model raises ArgumentError. The links themselves go with
`ondelete="CASCADE"` on the foreign keys of the link table.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Link(SQLModel, table=True):
        task_id: int = Field(foreign_key="task.id", primary_key=True, ondelete="CASCADE")
        tag_id: int = Field(foreign_key="tag.id", primary_key=True, index=True, ondelete="CASCADE")

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        tags: list[Tag] = Relationship(link_model=Link, cascade_delete=True)

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class Link(SQLModel, table=True):
        task_id: int = Field(foreign_key="task.id", primary_key=True, ondelete="CASCADE")
        tag_id: int = Field(foreign_key="tag.id", primary_key=True, index=True, ondelete="CASCADE")

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        tags: list[Tag] = Relationship(link_model=Link)

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        notes: list["Note"] = Relationship(cascade_delete=True, passive_deletes=True)

    class Note(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        task_id: int = Field(foreign_key="task.id", index=True, ondelete="CASCADE")
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import is_true, keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL154"
CALLS = frozenset({"Relationship"})
NEEDS = (MODELS, "link_model")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report relationships over a link table with `cascade_delete`."""
    if not keyword(node, "link_model") or source.resolve(node.func) != "sqlmodel.Relationship":
        return
    kwargs = keyword(node, "sa_relationship_kwargs")
    text = source.segment(kwargs.value) if kwargs else ""
    if "single_parent" in text:
        return
    said = keyword(node, "cascade_delete") if is_true(node, "cascade_delete") else None
    orphans = kwargs if "delete-orphan" in text else None
    if said is not None or orphans is not None:
        yield Problem(
            said or orphans or node,
            "Rows behind a link table cannot be deleted with one of those that they belong to.",
            "Leave it out; the foreign keys of the link table delete the links.",
            (source.remove_keyword(node, said),) if said and not kwargs else (),
        )
