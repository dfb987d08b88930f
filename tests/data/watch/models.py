"""One relationship of each kind: authors write posts with tags and comments, in teams, below other authors."""

from typing import Optional

from sqlalchemy import JSON, ForeignKeyConstraint, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import Model, SoftDeleted

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Team(Base, table=True):
    """Has authors."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)

    authors: list["Author"] = Relationship(back_populates="team")


class Author(Base, table=True):
    """Writes posts."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    chief_id: int | None = Field(default=None, foreign_key="author.id")

    team: Team | None = Relationship(back_populates="authors")
    profile: Optional["Profile"] = Relationship(
        back_populates="author", sa_relationship_kwargs={"uselist": False}
    )
    posts: list["Post"] = Relationship(
        back_populates="author", sa_relationship_kwargs={"order_by": "Post.title.desc()"}
    )
    later_posts: list["Post"] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "and_(Author.id == foreign(Post.author_id), Post.id > 20 * Author.team_id)",
            "order_by": "Post.id",
            "viewonly": True,
        }
    )
    chief: Optional["Author"] = Relationship(
        back_populates="helpers", sa_relationship_kwargs={"remote_side": "Author.id"}
    )
    helpers: list["Author"] = Relationship(back_populates="chief")


class Profile(Base, table=True):
    """The page of one author."""

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(max_length=20)
    author_id: int = Field(foreign_key="author.id", unique=True)

    author: Author = Relationship(back_populates="profile")


class PostTag(Base, table=True):
    """A tag on a post."""

    __tablename__ = "post_tag"

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)


class Tag(Base, table=True):
    """A word on posts."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)

    posts: list["Post"] = Relationship(back_populates="tags", link_model=PostTag)


class Post(SoftDeleted, Base, table=True):
    """Is written by an author."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=20)
    author_id: int = Field(foreign_key="author.id")

    author: Author = Relationship(back_populates="posts")
    tags: list[Tag] = Relationship(
        back_populates="posts",
        link_model=PostTag,
        sa_relationship_kwargs={"order_by": "Tag.name"},
    )
    comments: list["Comment"] = Relationship(
        back_populates="post", sa_relationship_kwargs={"order_by": "Comment.id"}
    )


class Comment(Base, table=True):
    """Is written below a post."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id")
    author_id: int = Field(foreign_key="author.id")

    post: Post = Relationship(back_populates="comments")
    author: Author = Relationship()


class Page(Base, table=True):
    """Has a composite key, and a long text that one need not read."""

    book: str = Field(primary_key=True, max_length=10)
    number: int = Field(primary_key=True)
    text: str = Field(max_length=100)
    notes: dict[str, str] = Field(default_factory=dict, sa_type=JSON)

    lines: list["Line"] = Relationship(back_populates="page")


class Line(Base, table=True):
    """Stands on a page."""

    __table_args__ = (ForeignKeyConstraint(["book", "number"], ["page.book", "page.number"]),)

    id: int | None = Field(default=None, primary_key=True)
    book: str = Field(max_length=10)
    number: int

    page: Page = Relationship(back_populates="lines")


class Shelf(Base, table=True):
    """Has a name as its key."""

    name: str = Field(primary_key=True, max_length=10)

    books: list["Book"] = Relationship(back_populates="shelf")


class Book(Base, table=True):
    """Stands on a shelf."""

    id: int | None = Field(default=None, primary_key=True)
    shelf_name: str = Field(max_length=10, foreign_key="shelf.name")

    shelf: Shelf = Relationship(back_populates="books")
