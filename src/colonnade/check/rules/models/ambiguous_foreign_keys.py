"""A relationship over one of several foreign keys says which.

With two foreign keys to the same table SQLAlchemy cannot choose: the first use of any model raises
AmbiguousForeignKeysError.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"
        id: int | None = Field(default=None, primary_key=True)

    class Message(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        sender_id: int = Field(foreign_key="users.id", index=True)
        receiver_id: int = Field(foreign_key="users.id", index=True)
        sender: User = Relationship()

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"
        id: int | None = Field(default=None, primary_key=True)

    class Message(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        sender_id: int = Field(foreign_key="users.id", index=True)
        receiver_id: int = Field(foreign_key="users.id", index=True)
        sender: User = Relationship(sa_relationship_kwargs={"foreign_keys": "Message.sender_id"})

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"
        id: int | None = Field(default=None, primary_key=True)

    class Message(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        sender_id: int = Field(foreign_key="users.id", index=True)
        sender: User = Relationship()
"""

from collections.abc import Iterator

from colonnade.check.project import Field, Model
from colonnade.check.relationships import is_many, is_plain, keys_to, target, with_argument
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit

CODE = "COL114"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report relationships between tables with several foreign keys that name none of them."""
    for field in node.cls.fields.values() if node.is_table else ():
        if not field.is_relationship or not is_plain(field) or "link_model" in field.keywords:
            continue
        other = target(field, node)
        if other is None or not other.is_table:
            continue
        ours, theirs = keys_to(node, other), [] if other == node else keys_to(other, node)
        if len(ours) + len(theirs) > 1:
            owner = node if ours else other
            names = " and ".join(f"`{owner.name}.{key.name}`" for key in (ours or theirs))
            yield Problem(
                field,
                f"`{field.name}` may go over {names}.",
                'Say `sa_relationship_kwargs={"foreign_keys": "Model.field"}`.',
                _edits(field, node, ours, source),
            )


def _edits(field: Field, model: Model, keys: list[Field], source: Source) -> tuple[Edit, ...]:
    """The foreign key that has the relationship's name."""
    if is_many(field) or not any(key.name == f"{field.name}_id" for key in keys):
        return ()
    if "sa_relationship_kwargs" in field.keywords:
        return ()
    key = f"{model.name}.{field.name}_id"
    said = f'sa_relationship_kwargs={{"foreign_keys": "{key}"}}'
    return with_argument(field, said, source)
