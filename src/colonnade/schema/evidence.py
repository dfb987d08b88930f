"""What the schema rules share: how a suspicion is said, and how names are read."""

import re

from sqlalchemy import Column, Index, Table, UniqueConstraint

from colonnade.findings import Finding, Place, Severity
from colonnade.schema.info import column_info, schema_info, table_info
from colonnade.schema.relations import has_expressions, is_partial


def suspicion(
    code: str, where: Table | Column[object], message: str, remedy: str, weight: Severity
) -> Finding:
    """A finding about a table or one of its columns, at its place in the source if that is a file."""
    return Finding(code, place_of(where), message, remedy, weight)


def place_of(where: Table | Column[object]) -> Place:
    """Where the source defines a table or a column; of a database, the database and the name."""
    table = where.table if isinstance(where, Column) else where
    known = table_info(table).place
    if isinstance(where, Column) and (known or column_info(where).place):
        return column_info(where).place or known or Place("")
    source = schema_info(table.metadata).source
    name = f"{table.key}.{where.name}" if isinstance(where, Column) else table.key
    return known or Place(f"{source}: {name}" if source else name)


def full(column: Column[object]) -> str:
    """A column with its table, in backticks."""
    return f"`{column.table.key}.{column.name}`"


def quoted(names: list[str]) -> str:
    """Names in backticks: `a`, `b` and `c`."""
    marked = [f"`{name}`" for name in names]
    return " and ".join(filter(None, [", ".join(marked[:-1]), marked[-1]]))


def snake(name: str) -> str:
    """A name in lower case with underscores: `UnitPrice` gives `unit_price`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def is_plain(index: Index) -> bool:
    """Whether the index covers all rows and holds columns in the usual order and method."""
    method = index.dialect_options["postgresql"].get("using")
    return not (is_partial(index) or has_expressions(index)) and method in (
        None,
        False,
        "",
        "btree",
    )


def title_of(index: Index) -> str:
    """What to call an index: by its name, or by its columns where the database chooses the name."""
    if index.name:
        return f"the index `{index.name}`"
    return f"the index on {quoted([column.name for column in index.columns])}"


def covering(table: Table, leave_out: Index | None = None) -> list[tuple[str, list[str]]]:
    """Everything that finds rows by its first columns: a name to call it by, and its columns in order."""
    found = [("the primary key", [column.name for column in table.primary_key.columns])]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            names = [column.name for column in constraint.columns]
            found.append((f"the unique constraint on {quoted(names)}", names))
    found += [
        (title_of(index), [column.name for column in index.columns])
        for index in table.indexes
        if index is not leave_out and is_plain(index)
    ]
    return sorted(found)
