"""MariaDB and MySQL as `MetaData`."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Index,
    Inspector,
    MetaData,
    Sequence,
    Table,
    event,
    text,
)
from sqlalchemy.dialects.mysql import JSON
from sqlalchemy.types import NullType

from colonnade.schema.database import dangling
from colonnade.schema.info import Omission, schema_info
from colonnade.schema.sql import verbatim
from colonnade.schema.types import Verbatim

BY_HAND = "it stays in the database; a migration has to make it elsewhere"
COLUMNS = """
    select table_name as of_table, column_name as name, column_type as type, column_default as `default`, extra
    from information_schema.columns where table_schema = database()
"""
COLUMN_CHECKS = """
    select table_name as of_table, constraint_name as name, check_clause as clause
    from information_schema.check_constraints where constraint_schema = database() and level = 'Column'
"""
DESCENDING = """
    select table_name as of_table, index_name as name, column_name as `column`
    from information_schema.statistics where table_schema = database() and collation = 'D'
"""
OMISSIONS = {
    "view": "select table_name from information_schema.views where table_schema = database()",
    "trigger": """
        select concat(event_object_table, '.', trigger_name) from information_schema.triggers
        where trigger_schema = database()""",
    "function": """
        select routine_name from information_schema.routines
        where routine_schema = database() and routine_type = 'FUNCTION'""",
    "procedure": """
        select routine_name from information_schema.routines
        where routine_schema = database() and routine_type = 'PROCEDURE'""",
    "event": "select event_name from information_schema.events where event_schema = database()",
}
SEQUENCES = """
    select table_name from information_schema.tables where table_schema = database() and table_type = 'SEQUENCE'
"""


def read(connection: Connection, metadata: MetaData) -> None:
    """Reflect the database of the connection into `metadata`, then correct it from the catalogue."""
    correct = _Columns(connection)
    event.listen(metadata, "column_reflect", correct)
    metadata.reflect(connection, resolve_fks=False)
    event.remove(metadata, "column_reflect", correct)
    for (table, name), clause in correct.checks.items():
        metadata.tables[table].append_constraint(CheckConstraint(verbatim(clause), name=name))
    for table in metadata.tables.values():
        _correct_table(table)
    _correct_directions(connection, metadata)
    for name in connection.scalars(text(SEQUENCES)).all():
        _add_sequence(connection, metadata, name)
    for kind, query in OMISSIONS.items():
        for name in connection.scalars(text(query)):
            schema_info(metadata).omissions.append(Omission(kind, name, BY_HAND))


class _Columns:
    """Listens to reflection and corrects each column before it is made."""

    def __init__(self, connection: Connection) -> None:
        self.mariadb = bool(getattr(connection.dialect, "is_mariadb", False))
        self.qualifier = f"`{connection.scalar(text('select database()'))}`."
        rows = connection.execute(text(COLUMNS)).mappings()
        self.columns = {(row["of_table"], row["name"]): dict(row) for row in rows}
        checks = connection.execute(text(COLUMN_CHECKS)).all() if self.mariadb else []
        self.checks = {(table, name): clause for table, name, clause in checks}

    def __call__(self, _: Inspector, table: Table, reflected: Any) -> None:
        """Correct what reflection says about one column."""
        key = table.name, reflected["name"]
        column = self.columns[key]
        if isinstance(reflected["type"], NullType):
            reflected["type"] = Verbatim(column["type"])
        if self.checks.get(key) == f"json_valid(`{reflected['name']}`)":
            # MariaDB's JSON is a LONGTEXT with this check.
            reflected["type"] = JSON()
            del self.checks[key]
        reflected["autoincrement"] = "auto_increment" in column["extra"].lower()
        if "computed" in reflected:
            reflected["computed"]["sqltext"] = verbatim(reflected["computed"]["sqltext"])
        elif (default := self._default(column, reflected.get("default"))) is not None:
            reflected["default"] = verbatim(default)

    def _default(self, column: dict[str, Any], reflected: str | None) -> str | None:
        """The default with what ON UPDATE says; MySQL's catalogue does not tell literals from expressions."""
        default: str | None = column["default"]
        if not self.mariadb or default in (None, "NULL"):
            return reflected
        update = f" {column['extra']}" if column["extra"].lower().startswith("on update") else ""
        return f"{default}{update}".replace(self.qualifier, "")


def _correct_table(table: Table) -> None:
    omissions = schema_info(table.metadata).omissions
    partitions = [name for name in table.dialect_kwargs if "partition" in name]
    if partitions:
        omissions.append(
            Omission("partitioned table", table.name, "it is made as one table with all rows")
        )
    for option in partitions:
        del table.dialect_kwargs[option]
    for key in list(table.foreign_key_constraints):
        if "." in (target := key.elements[0].target_fullname.rpartition(".")[0]):
            dangling.remove(table, key)
            dangling.note(table, str(key.name), f"{target} in another database")
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            constraint.sqltext = verbatim(
                str(getattr(constraint.sqltext, "text", constraint.sqltext))
            )


def _correct_directions(connection: Connection, metadata: MetaData) -> None:
    """Make the indexes again that have a descending column."""
    descending: dict[tuple[str, str], set[str]] = {}
    for table, name, column in connection.execute(text(DESCENDING)):
        descending.setdefault((table, name), set()).add(column)
    for table in metadata.tables.values():
        for index in [one for one in table.indexes if (table.name, one.name) in descending]:
            options = dict(index.dialect_kwargs)
            # SQLAlchemy writes no length beside a direction, so these keys are text.
            lengths = options.pop("mysql_length", {})
            down = descending[table.name, str(index.name)]
            keys = [
                _key(column, lengths.get(column.name), column.name in down)
                for column in index.columns
            ]
            table.indexes.discard(index)
            Index(index.name, *keys, unique=index.unique, _table=table, **options)


def _key(column: Column[Any], length: int | None, down: bool) -> Any:
    if length is None:
        return column.desc() if down else column
    name = column.name.replace("`", "``")
    return verbatim(f"`{name}`({length}){' DESC' if down else ''}")


def _add_sequence(connection: Connection, metadata: MetaData, name: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote_identifier(name)
    row = connection.execute(text(f"select start_value, increment from {quoted}")).one()
    Sequence(name, start=row.start_value, increment=row.increment, metadata=metadata)
