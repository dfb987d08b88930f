"""A small application with two owners: every kind of table, and every kind of foreign key between them."""

from sqlalchemy import MetaData, func, select
from sqlalchemy.orm import column_property, registry
from sqlmodel import Field, Relationship

from colonnade import NAMING_CONVENTION, Model, Owned, Owner, Shared, SharedWritable

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of this application."""


class User(Owner, Base, table=True):
    __tablename__ = "users"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=50)

    tasks: list["Task"] = Relationship(back_populates="user")


class Project(Owned, Base, table=True):
    __tablename__ = "projects"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    user_id: int = Owned.by("users.id")

    tasks: list["Task"] = Relationship(back_populates="project")


class TaskTag(Owned, Base, table=True):
    __tablename__ = "task_tags"
    task_id: int = Owned.through("tasks.id", primary_key=True)
    tag_id: int = Field(foreign_key="tags.id", primary_key=True)


class Tag(Owned, Base, table=True):
    __tablename__ = "tags"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    user_id: int = Owned.by("users.id")

    tasks: list["Task"] = Relationship(back_populates="tags", link_model=TaskTag)


class Task(Owned, Base, table=True):
    __tablename__ = "tasks"
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=50)
    slug: str | None = Field(default=None, max_length=50, unique=True)
    priority: int = 0
    project_id: int | None = Field(default=None, foreign_key="projects.id")
    country_id: int | None = Field(default=None, foreign_key="countries.id")
    parent_id: int | None = Field(default=None, foreign_key="tasks.id")
    user_id: int = Owned.by("users.id")

    user: User = Relationship(back_populates="tasks")
    project: Project | None = Relationship(back_populates="tasks")
    country: "Country" = Relationship(back_populates="tasks")
    tags: list[Tag] = Relationship(back_populates="tasks", link_model=TaskTag)
    comments: list["Comment"] = Relationship(back_populates="task")


class Comment(Owned, Base, table=True):
    __tablename__ = "comments"
    id: int | None = Field(default=None, primary_key=True)
    body: str = Field(max_length=50)
    task_id: int = Owned.through("tasks.id")

    task: Task = Relationship(back_populates="comments")


class Country(Shared, Base, table=True):
    __tablename__ = "countries"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)

    tasks: list[Task] = Relationship(back_populates="country")


class Label(SharedWritable, Base, table=True):
    __tablename__ = "labels"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)


class Unclassified(Base, table=True):
    __tablename__ = "unclassified"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)


tasks = metadata.tables["tasks"]
Country.task_count = column_property(
    select(func.count(tasks.c.id))
    .where(tasks.c.country_id == metadata.tables["countries"].c.id)
    .scalar_subquery(),
    deferred=True,
)
