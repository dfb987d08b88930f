"""Valid rows, made up: a test names the values that matter to it.

`new_...` builds a row and stores what it refers to; `make_...` stores the row as well.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

from colonnade.testing import stored
from sqlmodel import Session, SQLModel

from app.models import Tag, Task, TaskTag, User

numbers = count(1)


def new_user(session: Session, /, **values: Any) -> User:
    """A valid user."""
    n = next(numbers)
    defaults: dict[str, Any] = {
        "email": f"user{n}@example.com",
        "name": f"name {n}",
        "hashed_password": "$2b$12$xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    }
    return User(**defaults | values)


make_user = stored(new_user)


def new_tag(session: Session, owner: Any = None, /, **values: Any) -> Tag:
    """A valid tag, of a new owner unless one is given."""
    n = next(numbers)
    if "user_id" not in values:
        values["user_id"] = make_user(session).id if owner is None else owner
    defaults: dict[str, Any] = {"name": f"name {n}"}
    return Tag(**defaults | values)


make_tag = stored(new_tag)


def new_task(session: Session, owner: Any = None, /, **values: Any) -> Task:
    """A valid task, of a new owner unless one is given."""
    n = next(numbers)
    if "user_id" not in values:
        values["user_id"] = make_user(session).id if owner is None else owner
    defaults: dict[str, Any] = {"title": f"title {n}"}
    return Task(**defaults | values)


make_task = stored(new_task)


def new_task_tag(session: Session, owner: Any = None, /, **values: Any) -> TaskTag:
    """A valid task tag, of a new owner unless one is given."""
    owner = make_user(session).id if owner is None else owner
    if "task_id" not in values:
        values["task_id"] = make_task(session, owner).id
    if "tag_id" not in values:
        values["tag_id"] = make_tag(session, owner).id
    return TaskTag(**values)


make_task_tag = stored(new_task_tag)


New = Callable[..., SQLModel]
Make = Callable[..., SQLModel]

NEW: list[New] = [new_user, new_tag, new_task, new_task_tag]
MAKE: list[Make] = [make_user, make_tag, make_task, make_task_tag]
