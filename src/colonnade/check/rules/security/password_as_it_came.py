"""A password is hashed before it is stored.

A table with passwords as they came is a list of everybody's, for whoever reads a backup, a log of statements or an answer
with a column too many.

Bad:

    from sqlmodel import Field, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        password: str = Field(max_length=255)

    class UserCreate(SQLModel):
        password: str

    def user_of(body: UserCreate) -> User:
        return User(password=body.password)

Bad:

    from sqlmodel import Field, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        password: str = Field(max_length=255)

    class UserCreate(SQLModel):
        password: str

    def user_of(body: UserCreate) -> User:
        return User.model_validate(body)

Fine:

    from colonnade import hash_password
    from sqlmodel import Field, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        hashed_password: str = Field(max_length=255)

    class UserCreate(SQLModel):
        password: str

    def user_of(body: UserCreate) -> User:
        return User(hashed_password=hash_password(body.password))

Fine:

    # file: app/users.py
    from sqlmodel import Field, Session, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        password: str = Field(max_length=255)

    class UserCreate(SQLModel):
        password: str

    def store(session: Session, user: UserCreate) -> None:
        session.add(User(password=user.password))

    # file: app/signup.py
    from app.users import UserCreate, store
    from colonnade import hash_password
    from sqlmodel import Session

    def sign_up(session: Session, user: UserCreate) -> None:
        user.password = hash_password(user.password)
        store(session, user)
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import Model
from colonnade.check.routes import parameters, route_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.tree import Function
from colonnade.check.words import MODELS

CODE = "COL807"
_COPIES = frozenset({"model_validate", "from_orm", "parse_obj"})
NEEDS = (MODELS,)
_HASHES = ("hash", "crypt", "argon2")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report rows that take over a password from what a function was given."""
    func = node.func
    copies = isinstance(func, ast.Attribute) and func.attr in _COPIES
    model = source.model(func.value if copies and isinstance(func, ast.Attribute) else func)
    if model is None or not model.is_table:
        return
    function = source.function(node)
    if function is None or _hashes(function) or _is_hashed_before(function, source):
        return
    if _copied(node, model, function, source) or _given(node):
        yield Problem(
            node,
            f"`{model.name}` stores the password as it came.",
            "Store `hash_password(...)` of it, in a column that is named for what it holds.",
        )


def _is_hashed_before(function: Function, source: Source) -> bool:
    """Whether a function that is no route may be given what another module has hashed, as that of a repository is."""
    if route_of(function, source) is not None:
        return False
    others = (one for one in source.project.modules.values() if one.module != source.module)
    names = (name.lower() for one in others for name in one.names.values())
    return any(word in name for name in names for word in _HASHES)


def _given(node: ast.Call) -> bool:
    """Whether a column takes `x.password` as it is."""
    return any(
        one.arg in ("password", "hashed_password", "password_hash")
        and isinstance(one.value, ast.Attribute)
        and one.value.attr == "password"
        for one in node.keywords
    )


def _copied(node: ast.Call, model: Model, function: Function, source: Source) -> bool:
    """Whether all fields of a body with a password are taken over."""
    if "password" not in model.columns:
        return False
    bodies = {
        one.name: body
        for one in parameters(function, source)
        if one.node.annotation is not None and (body := source.model(one.node.annotation))
    }
    whole = [*node.args[:1], *(one.value for one in node.keywords if one.arg is None)]
    return any(
        "password" in bodies[one.id].columns
        for given in whole
        for one in ast.walk(given)
        if isinstance(one, ast.Name) and one.id in bodies
    )


def _hashes(function: Function) -> bool:
    return any(
        word in name.lower()
        for one in ast.walk(function)
        for name in [getattr(one, "id", "") or getattr(one, "attr", "")]
        for word in _HASHES
    )
