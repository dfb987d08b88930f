"""What MariaDB says of a column, and of what stands on the columns of a table: the lines of SHOW CREATE TABLE."""

import re
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

from colonnade.migrate.expand.catalog.dependent import Dependent
from colonnade.migrate.expand.catalog.said import Said
from colonnade.migrate.expand.phases import escaped

_NAME = r"`((?:[^`]|``)+)`"
_CLAUSE = re.compile(
    r"(?:NOT )?NULL\b|DEFAULT\b|AUTO_INCREMENT\b|ON UPDATE\b|COMMENT\b|CHECK\b|GENERATED\b|INVISIBLE\b"
)
_TOKEN = re.compile(r"'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`|[()]|[^\s()'`]+|\s+")
_IN_THE_WAY = """
SELECT concat('view ', table_name) FROM information_schema.views
WHERE table_schema = database() AND view_definition LIKE concat('%`', :table, '`.`', :name, '`%')
UNION SELECT concat('trigger ', trigger_name, ', which names it') FROM information_schema.triggers
WHERE event_object_schema = database() AND event_object_table = :table
    AND action_statement REGEXP concat('(NEW|OLD)[.]`?', :name, '([^A-Za-z0-9_]|$)')
UNION SELECT concat('computed column ', column_name) FROM information_schema.columns
WHERE table_schema = database() AND table_name = :table AND generation_expression LIKE concat('%`', :name, '`%')
UNION SELECT concat('foreign key ', constraint_name, ' of ', table_name) FROM information_schema.key_column_usage
WHERE referenced_table_schema = database() AND referenced_table_name = :table AND referenced_column_name = :name"""


def column(connection: Connection, table: str, name: str) -> Said:
    """What is said of a column.

    Args:
        connection: to the database.
        table: its table, as SQL.
        name: its name.
    """
    lines = _lines(connection, table)
    named = (found for line in lines if (found := re.match(_NAME, line)) is not None)
    (line,) = (found for found in named if found[1].replace("``", "`") == name)
    return _said(line.string[line.end() :].strip())


def dependents(connection: Connection, table: str) -> Iterator[Dependent]:
    """What stands on the columns of a table, but for the checks within the definitions of columns.

    Args:
        connection: to the database.
        table: its name as SQL.
    """
    for line in _lines(connection, table):
        if line.startswith("PRIMARY KEY"):
            sql = line.removeprefix("PRIMARY KEY").strip()
            yield Dependent("primary key", "PRIMARY", sql, _columns(sql), unique=True)
        elif found := re.match(rf"((?:\w+ )?KEY) {_NAME} ", line):
            sql, unique = line[found.end() :], found[1] == "UNIQUE KEY"
            kind = "unique" if unique else "index"
            yield Dependent(kind, found[2], sql, _columns(sql), unique, found[1])  # type: ignore[arg-type]
        elif found := re.match(rf"CONSTRAINT {_NAME} (FOREIGN KEY|CHECK)", line):
            sql = line[found.start(2) :]
            own = sql.partition(" REFERENCES ")[0]
            kind = "foreign key" if found[2] == "FOREIGN KEY" else "check"
            yield Dependent(kind, found[1], sql, _columns(own))  # type: ignore[arg-type]


def in_the_way(connection: Connection, table: str, name: str) -> list[str]:
    """What does not let a column go: views, triggers, foreign keys to it, columns that are computed from it.

    Args:
        connection: to the database.
        table: its table.
        name: its name.
    """
    return list(connection.scalars(sa.text(_IN_THE_WAY), {"table": table, "name": name}))


def _lines(connection: Connection, table: str) -> list[str]:
    shown = connection.exec_driver_sql(f"SHOW CREATE TABLE {table}").one()[1]
    return [escaped(line.strip().removesuffix(",")) for line in shown.splitlines()[1:-1]]


def _columns(sql: str) -> frozenset[str]:
    bare = re.sub(r"'(?:[^'\\]|\\.|'')*'", "", sql)
    return frozenset(name.replace("``", "`") for name in re.findall(_NAME, bare))


def _said(definition: str) -> Said:
    clauses = dict(_clauses(definition))
    default = clauses.get("DEFAULT", "").removeprefix("DEFAULT ")
    return Said(
        clauses["type"],
        "" if default == "NULL" else default,
        clauses.get("COMMENT", "").removeprefix("COMMENT "),
        check=clauses.get("CHECK", ""),
        refreshed=clauses.get("ON UPDATE", ""),
        whole=definition,
    )


def _clauses(definition: str) -> Iterator[tuple[str, str]]:
    """The parts of a definition by their first words."""
    name, said, depth, place = "type", "", 0, 0
    while found := _TOKEN.match(definition, place):
        clause = _CLAUSE.match(definition, place) if depth == 0 else None
        if clause is not None and not (clause[0] == "NULL" and said.strip() == "DEFAULT"):
            yield name, said.strip()
            name, said, place = clause[0], clause[0], clause.end()
            continue
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        said, place = said + found[0], found.end()
    yield name, said.strip()
