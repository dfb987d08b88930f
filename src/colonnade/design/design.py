"""The value that every writer reads, and the value that every writer gives."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import MetaData

Files = dict[str, str]
"""Path below the project's folder, with forward slashes -> the file's text."""


class Backend(StrEnum):
    """The databases a project can be made for; the value is SQLAlchemy's name of the dialect."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    MARIADB = "mysql"


@dataclass(frozen=True)
class Design:
    """A schema and what was decided about it.

    Attributes:
        name: the project's name, as its folder is called.
        metadata: the tables, with side information in their `info`.
        backend: the database the project starts with.
        fastapi: whether routes and a `main.py` are wanted.
        assumptions: every default that was taken for the user, one sentence each.
        habits: what was found in an existing code base and is followed, one sentence each.
    """

    name: str
    metadata: MetaData
    backend: Backend = Backend.SQLITE
    fastapi: bool = True
    assumptions: list[str] = field(default_factory=list)
    habits: list[str] = field(default_factory=list)
