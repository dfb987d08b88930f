"""A thousand authors with a relationship of each kind, for `loading`."""

from collections.abc import Iterator
from typing import Any, Optional

from sqlalchemy import MetaData, insert
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import Database, Model

AUTHORS = 1000
metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Team(Base, table=True):
    """Has authors."""

    id: int | None = Field(default=None, primary_key=True)


class Author(Base, table=True):
    """Writes posts, in a team, below another author."""

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    chief_id: int | None = Field(default=None, foreign_key="author.id", index=True)

    team: Team = Relationship()
    profile: Optional["Profile"] = Relationship(sa_relationship_kwargs={"uselist": False})
    posts: list["Post"] = Relationship()
    helpers: list["Author"] = Relationship()


class Profile(Base, table=True):
    """Belongs to one author."""

    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="author.id", unique=True)


class PostTag(Base, table=True):
    """A tag on a post."""

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)


class Tag(Base, table=True):
    """A word on posts."""

    id: int | None = Field(default=None, primary_key=True)


class Post(Base, table=True):
    """Is written by an author."""

    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="author.id", index=True)

    tags: list[Tag] = Relationship(link_model=PostTag)


def fill(db: Database) -> None:
    """Make the tables and their rows: each author has three posts with two tags each."""
    db.create_all(metadata)
    with db.engine.begin() as connection:
        for model, rows in _rows():
            connection.execute(insert(model), rows)


def _rows() -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    authors, posts = range(1, AUTHORS + 1), range(1, 3 * AUTHORS + 1)
    yield Team, [{"id": n} for n in range(1, 51)]
    # Each author below one who is there already.
    chiefs = {n: n // 5 or None for n in authors}
    yield (
        Author,
        [{"id": n, "team_id": 1 + n % 50, "chief_id": chiefs[n]} for n in authors],
    )
    yield Profile, [{"id": n, "author_id": n} for n in authors]
    yield Tag, [{"id": n} for n in range(1, 101)]
    yield Post, [{"id": n, "author_id": 1 + n % AUTHORS} for n in posts]
    links = ((post, 1 + (7 * post + n) % 100) for post in posts for n in (0, 1))
    yield PostTag, [{"post_id": post, "tag_id": tag} for post, tag in links]
