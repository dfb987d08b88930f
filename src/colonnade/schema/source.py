"""From what a person names to the reader for it."""

import re
from pathlib import Path

from sqlalchemy import URL, MetaData

from colonnade.errors import SourceError
from colonnade.schema.database import read_database
from colonnade.schema.dbml import read_dbml
from colonnade.schema.ddl import read_ddl
from colonnade.schema.info import schema_info
from colonnade.schema.models import read_models

KINDS = (
    "A source is a .dbml file, a .sql file, a SQLite file, a database URL, "
    "or a Python module or folder with SQLModel models."
)
DATABASE_FILES = {".sqlite", ".sqlite3", ".db", ".db3"}
MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def read_source(source: str, *, server_url: str | None = None) -> MetaData:
    """The tables of a source of any kind.

    Args:
        source: a database URL, the path of a .dbml, .sql or SQLite file, a module's dotted name, or the path of a module
            or package.
        server_url: the server on which a .sql file is run; SQLite when None.

    Raises:
        InvalidSource: the source holds mistakes, one finding each.
        SourceError: there is no such source, it cannot be read, or it holds no table.
        ConfigurationError: a URL, a driver or an extra is missing or wrong.
    """
    metadata = _read(source, server_url)
    if not metadata.tables:
        raise SourceError(f"There is no table in {schema_info(metadata).source or source}.")
    return metadata


def _read(source: str, server_url: str | None) -> MetaData:
    if not source:
        raise SourceError("No source is named.", KINDS)
    if "://" in source:
        return read_database(source)
    path = Path(source)
    suffix = path.suffix.lower()
    if suffix in DATABASE_FILES:
        return read_database(URL.create("sqlite", database=source).render_as_string())
    if suffix == ".sql":
        return read_ddl(path, server_url)
    if suffix == ".dbml":
        return _read_dbml(path)
    if suffix == ".py" or path.is_dir() or (not path.exists() and MODULE.fullmatch(source)):
        return read_models(source)
    missing = "" if path.exists() else "There is no such file. "
    raise SourceError(f"{source!r} is no source that can be read.", f"{missing}{KINDS}")


def _read_dbml(path: Path) -> MetaData:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 text.", "Save the file as UTF-8.") from error
    except OSError as error:
        raise SourceError(f"Cannot read {path}: {error.strerror}.", KINDS) from error
    return read_dbml(text, str(path))
