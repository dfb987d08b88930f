"""What is wanted of a project: from a source and its options, or from answers."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from colonnade.cli.asking import answers
from colonnade.cli.progress import stage

if TYPE_CHECKING:
    from sqlalchemy import MetaData

KEPT = "schema.dbml"
"""The copy of a design in DBML that the project keeps."""


@dataclass(frozen=True)
class Wanted:
    """What a project is made from.

    Attributes:
        metadata: the tables.
        database: the database to start with, by SQLAlchemy's name.
        fastapi: whether a service is wanted.
        dbml: the design's text, if it is DBML.
        assumptions: what was decided because nothing was said.
    """

    metadata: "MetaData"
    database: str
    fastapi: bool
    dbml: str | None = None
    assumptions: list[str] = field(default_factory=list)


def from_source(source: str, server: str | None, database: str | None, fastapi: bool) -> Wanted:
    """What somebody wants who has a schema.

    Raises:
        UsageError: the source cannot be read.
    """
    from colonnade.schema.info import schema_info
    from colonnade.schema.source import read_source

    with stage("read"):
        metadata = read_source(_placed(source), server_url=server)
    text = Path(source).read_text(encoding="utf-8-sig") if source.endswith(".dbml") else None
    found = database or schema_info(metadata).dialect
    assumed = "The project starts on SQLite; `--database` or another DATABASE_URL changes that."
    return Wanted(metadata, found or "sqlite", fastapi, text, [] if found else [assumed])


def from_answers(
    name: str, server: str | None, database: str | None, fastapi: bool, *, yes: bool
) -> Wanted:
    """What somebody wants who answers questions; an answer may name a source after all.

    Raises:
        UsageError: the source that an answer names cannot be read.
    """
    from colonnade.schema.dbml import read_dbml
    from colonnade.schema.questions import answers_to_dbml, assumptions
    from colonnade.schema.questions.asked import answer

    options = {"database": database or "", "fastapi": "" if fastapi else "no"}
    known = {"project": name} | {key: value for key, value in options.items() if value}
    given = answers(known, yes=yes)
    if source := given.get("existing"):
        return from_source(source, server, given.get("database"), fastapi)
    text = answers_to_dbml(given)
    return Wanted(
        metadata=read_dbml(text, KEPT),
        database=answer(given, "database"),
        fastapi=answer(given, "fastapi") == "yes",
        dbml=text,
        assumptions=assumptions(given),
    )


def _placed(source: str) -> str:
    """The source as the project can name it: a database's file by its whole path, since the project is another folder."""
    path = Path(source)
    return str(path.resolve()) if path.suffix in (".sqlite", ".sqlite3", ".db", ".db3") else source
