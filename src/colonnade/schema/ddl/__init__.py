"""SQL DDL as `MetaData`: the script is run in a scratch database, and that is read. It is never parsed."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData

from colonnade.errors import InvalidSource, SourceError
from colonnade.findings import Finding, Place
from colonnade.schema.database import read_connection
from colonnade.schema.database.scratch import scratch
from colonnade.schema.ddl.foreign import foreign_types
from colonnade.schema.ddl.statements import (
    Statement,
    mysql_statements,
    postgresql_statements,
    sqlite_statements,
)
from colonnade.schema.info import schema_info

SPLIT = {
    "sqlite": sqlite_statements,
    "postgresql": postgresql_statements,
    "mysql": mysql_statements,
}
NOT_FOR_SCRATCH = {
    "sqlite": re.compile(r"(attach|detach|vacuum)\b", re.IGNORECASE),
    "postgresql": re.compile(
        r"""(create|drop|alter|comment\s+on)\s+(database|role|user|group|tablespace|subscription)\b(?!\s+mapping)
        |alter\s+(system|default\s+privileges)\b|alter\b.*\bowner\s+to\b|grant\b|revoke\b|reassign\b
        |set\s+(local\s+|session\s+)?(role|session\s+authorization|default_tablespace)\b
        """,
        re.IGNORECASE | re.VERBOSE | re.DOTALL,
    ),
    "mysql": re.compile(
        r"(create|drop|alter)\s+(or\s+replace\s+)?(database|schema|user|role|server)\b|use\b|grant\b|revoke\b|flush\b"
        r"|set\s+(global|password)\b|set\s+@@global",
        re.IGNORECASE,
    ),
}
"""What a script says to its server or about its users, and not about tables."""


def read_ddl(path: Path, server_url: str | None) -> MetaData:
    """The tables that a SQL script makes.

    Args:
        path: the script; what it tells its client, its server or about users is left out.
        server_url: a PostgreSQL, MariaDB or MySQL server on which a scratch database is made and dropped; None or a SQLite
            URL runs the script in SQLite, in a temporary file.

    Raises:
        InvalidSource: the database refuses a statement; the finding has its line and the database's words.
        SourceError: the script cannot be read, or no scratch database can be made.
        ConfigurationError: the server's URL cannot be used.
    """
    script = _text(path)
    with scratch(server_url or "sqlite://") as made:
        with made.engine.connect() as connection:
            _run(connection, script, path)
            connection.invalidate()  # the script may have changed settings of its session
        with made.engine.connect() as connection:
            metadata = read_connection(connection)
    if made.engine.dialect.name == "sqlite" and (findings := foreign_types(metadata, script, path)):
        raise InvalidSource(findings)
    schema_info(metadata).source = str(path)
    return metadata


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 text.", "Save the file as UTF-8.") from error
    except OSError as error:
        raise SourceError(f"Cannot read {path}: {error.strerror}.") from error


def _run(connection: Connection, script: str, path: Path) -> None:
    """Run the statements one by one on the driver's own connection, which leaves % and : alone."""
    dialect = connection.dialect.name
    driver: Any = connection.connection.driver_connection
    if dialect == "sqlite":
        driver.isolation_level = None
    else:
        getattr(driver, "set_autocommit", driver.autocommit)(True)
    cursor = driver.cursor()
    for statement in SPLIT[dialect](script):
        if NOT_FOR_SCRATCH[dialect].match(statement.text):
            continue
        try:
            cursor.execute(statement.text)
        except connection.dialect.loaded_dbapi.Error as error:
            raise InvalidSource([_refused(dialect, path, statement, error)]) from error


def _refused(dialect: str, path: Path, statement: Statement, error: Exception) -> Finding:
    words = str(error.args[-1] if error.args else error).splitlines()[0]
    diagnosis: Any = getattr(error, "diag", None)
    offset = int(getattr(diagnosis, "statement_position", None) or 1) - 1
    before = statement.text[:offset]
    place = Place(str(path), statement.line + before.count("\n"))
    if dialect != "sqlite":
        return Finding("SQL001", place, f"the server refuses this statement: {words}")
    return Finding(
        "SQL001",
        place,
        f"SQLite refuses this statement: {words}",
        "If the script is for another database, name a server to run it on: --server postgresql://... or mysql://...",
    )
