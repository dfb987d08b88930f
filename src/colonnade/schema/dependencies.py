"""What rows show about their table: columns whose values follow from those of another one.

Evidence, not proof: a thousand orders in which each customer has one city say nothing about the next order. So the bar is
high: the deciding column has to repeat often, and what it decides has to vary.
"""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, MetaData, Table, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import Boolean, Date, Enum, Integer, Numeric, String, TypeEngine, Uuid

from colonnade.errors import SourceError
from colonnade.schema.database.connect import connected, reason
from colonnade.schema.info import Dependency, table_info
from colonnade.schema.relations import unique_sets

ROWS = 20_000
"""How many rows of a table are looked at: those that the database gives first."""
REPEATS = 20
"""How many rows have to repeat a value of the deciding column."""
CHARACTERS = 100
"""How much of a text is compared."""

Values = Sequence[Hashable]
ByColumn = dict[Column[Any], Values]


def note_dependencies(url: str, metadata: MetaData) -> None:
    """Look at the rows of each table and note in `table_info` what they show.

    One SELECT for each table, of at most `ROWS` rows; no value is kept.

    Args:
        url: the database.
        metadata: its tables.

    Raises:
        SourceError: the database cannot be reached, or its rows cannot be read.
    """
    with connected(url) as connection:
        for table in metadata.tables.values():
            columns = [column for column in table.columns if _is_compared(column.type)]
            try:
                query = select(*map(_shortened, columns)).limit(ROWS)
                rows = connection.execute(query).all() if len(columns) > 1 else []
            except SQLAlchemyError as error:
                why = reason(error, url)
                raise SourceError(f"Cannot read the rows of {table.key}: {why}") from error
            values: ByColumn = {}
            if rows:
                values = dict(zip(columns, zip(*rows, strict=True), strict=True))
            found = list(_dependencies(table, values))
            table_info(table).dependencies = [
                one for one in found if not _is_said(one, found, table)
            ]


def _dependencies(table: Table, values: ByColumn) -> Iterator[Dependency]:
    alone = {name for names in unique_sets(table) if len(names) == 1 for name in names}
    counts = {column: len(set(found) - {None}) for column, found in values.items()}
    for column, found in values.items():
        filled = sum(value is not None for value in found)
        if column.name in alone or counts[column] < 3 or filled - counts[column] < REPEATS:
            continue
        if isinstance(column.type, Numeric) or not _may_decide(column):
            continue
        decided = tuple(
            other.name
            for other, theirs in values.items()
            if other is not column
            and not other.primary_key
            and other.name not in alone
            and _varies(counts[other], counts[column])
            and _decides(found, theirs)
        )
        if decided:
            yield Dependency(column.name, decided, filled, counts[column])


def _is_said(one: Dependency, found: Sequence[Dependency], table: Table) -> bool:
    """Whether another column decides a column and all that it decides; of two that decide each other, the first speaks
    for both. A foreign key always speaks for itself: what follows from it has a home.
    """
    if _is_key(one, table):
        return False
    for other in found:
        mutual = other.determinant in one.dependents
        if one.determinant not in other.dependents or (
            mutual and found.index(one) < found.index(other) and not _is_key(other, table)
        ):
            continue
        if {*one.dependents} - {other.determinant} <= {*other.dependents}:
            return True
    return False


def _is_key(one: Dependency, table: Table) -> bool:
    return bool(table.columns[one.determinant].foreign_keys)


def _varies(count: int, of: int) -> bool:
    """Whether a column has enough values that their following from another one's is no accident."""
    return count >= 3 and count * 10 >= of


def _decides(values: Values, theirs: Values) -> bool:
    """Whether every value comes with one value of the other column."""
    known: dict[Hashable, Hashable] = {}
    for value, other in zip(values, theirs, strict=True):
        if value is not None and known.setdefault(value, other) != other:
            return False
    return True


def _may_decide(column: Column[Any]) -> bool:
    """Whether a column names something: a number that counts or measures decides nothing."""
    if isinstance(column.type, Integer):
        return bool(column.foreign_keys) or column.name.lower().endswith(("id", "no", "code"))
    return not isinstance(column.type, Date)


def _is_compared(kind: TypeEngine[object]) -> bool:
    return isinstance(kind, String | Integer | Numeric | Date | Uuid) and not isinstance(
        kind, Boolean
    )


def _shortened(column: Column[Any]) -> ColumnElement[Any]:
    """The beginning of a text; anything else as it is."""
    if isinstance(column.type, String) and not isinstance(column.type, Enum):
        return func.substr(column, 1, CHARACTERS).label(column.name)
    return column
