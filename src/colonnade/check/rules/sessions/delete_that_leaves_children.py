"""A row whose children cannot do without it is not deleted before them.

Without a cascade the session sets the children's foreign key to NULL first. A column that is NOT NULL refuses that, so the
DELETE fails as soon as there is a child. `ondelete="CASCADE"` with `cascade_delete=True` deletes them along;
`passive_deletes="all"` leaves them to the database, which then says `RESTRICT` as it is meant.

Bad:

    from sqlmodel import Field, Relationship, Session, SQLModel

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        posts: list["Post"] = Relationship(back_populates="user")

    class Post(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="user.id", index=True)
        user: User = Relationship(back_populates="posts")

    def delete(session: Session, key: int) -> None:
        user = session.get_one(User, key)
        session.delete(user)
        session.commit()

Good:

    from sqlmodel import Field, Relationship, Session, SQLModel

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        posts: list["Post"] = Relationship(
            back_populates="user", cascade_delete=True, passive_deletes=True
        )

    class Post(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="user.id", index=True, ondelete="CASCADE")
        user: User = Relationship(back_populates="posts")

    def delete(session: Session, key: int) -> None:
        user = session.get_one(User, key)
        session.delete(user)
        session.commit()

Fine:

    from sqlmodel import Field, Relationship, Session, SQLModel

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        posts: list["Post"] = Relationship(back_populates="user")

    class Post(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int | None = Field(default=None, foreign_key="user.id", index=True)
        user: User | None = Relationship(back_populates="posts")

    def delete(session: Session, key: int) -> None:
        user = session.get_one(User, key)
        session.delete(user)
        session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import allows_none, parsed
from colonnade.check.project import Field, Model
from colonnade.check.relationships import cascades, is_many, is_plain, keys_to, target
from colonnade.check.rows import model_of_rows
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL311"
SEVERITY = Severity.WARNING
CALLS = frozenset({"delete"})
NEEDS = (MODELS,)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report rows that a session deletes and whose children have to have them."""
    func = node.func
    if not isinstance(func, ast.Attribute) or func.attr != "delete" or len(node.args) != 1:
        return
    if not is_session(func.value, source):
        return
    model = model_of_rows(node.args[0], source)
    for field in model.relationships.values() if model is not None else ():
        child = _child(field, model) if model is not None else None
        if child is not None and model is not None and not _are_deleted(child, node, source):
            yield Problem(
                node,
                f"A `{model.name}` with {field.name} cannot be deleted: `{child.name}` has to have one.",
                "Delete them along, by `ondelete` and `cascade_delete=True`, or answer with a conflict.",
            )


def _child(field: Field, model: Model) -> Model | None:
    """The model of a relationship whose rows have to have this one, and are not deleted along."""
    if not is_many(field) or cascades(field) or not is_plain(field):
        return None
    if "link_model" in field.keywords or "passive_deletes" in str(field.keywords):
        return None
    child = target(field, model)
    keys = keys_to(child, model) if child is not None else []
    required = len(keys) == 1 and not allows_none(parsed(keys[0].annotation))
    return child if required and keys[0].keywords.get("nullable") != "True" else None


def _are_deleted(child: Model, node: ast.Call, source: Source) -> bool:
    """Whether the function does something about the children itself, or about the error."""
    function = source.function(node)
    words = ast.unparse(function) if function is not None else ""
    return child.name in words or "IntegrityError" in words
