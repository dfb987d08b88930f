"""Folders in folders, files in them, notes on files; and tables beside them that stay, refuse or let go."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import NAMING_CONVENTION, Model, Owned, Owner, SoftDeleted, Versioned, unique_alive

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class User(Owner, Base, table=True):
    """Has folders."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)


class Folder(Owned, SoftDeleted, Versioned, Base, table=True):
    """Holds folders and files."""

    __tablename__ = "folders"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
    user_id: int = Owned.by("users.id", ondelete="CASCADE")
    parent_id: int | None = Field(default=None, foreign_key="folders.id", ondelete="CASCADE")

    files: list["File"] = Relationship(passive_deletes="all")


class File(Owned, SoftDeleted, Base, table=True):
    """Is in a folder."""

    __tablename__ = "files"
    __table_args__ = (unique_alive("folder_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
    folder_id: int = Owned.through("folders.id", ondelete="CASCADE")


class Note(Owned, SoftDeleted, Base, table=True):
    """Is on a file."""

    __tablename__ = "notes"

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(max_length=20)
    file_id: int = Owned.through("files.id", ondelete="CASCADE")


class Label(Owned, Base, table=True):
    """Is on a file, and has no mark of its own."""

    __tablename__ = "labels"

    file_id: int = Owned.through("files.id", primary_key=True, ondelete="CASCADE")
    word: str = Field(primary_key=True, max_length=20)


class Invoice(Owned, SoftDeleted, Base, table=True):
    """Needs its file."""

    __tablename__ = "invoices"

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Owned.through("files.id", ondelete="RESTRICT")


class Bookmark(Owned, Base, table=True):
    """Points at a file for as long as there is one."""

    __tablename__ = "bookmarks"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Owned.by("users.id", ondelete="CASCADE")
    file_id: int | None = Field(default=None, foreign_key="files.id", ondelete="SET NULL")
