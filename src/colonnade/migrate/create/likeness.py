"""Which dropped column or table may be an added one with another name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from alembic.operations import ops
from sqlalchemy import Column, Table
from sqlalchemy.engine import Dialect

from colonnade.migrate.create.names import Name

T = TypeVar("T")

ENOUGH = 0.5
"""How like each other two have to be, between 0 and 1, to ask whether they are the same."""


@dataclass(frozen=True)
class Changed:
    """What autogenerate would drop and add.

    Attributes:
        dropped, added: tables.
        lost, gained: columns by their table.
    """

    dropped: dict[Name, Table]
    added: dict[Name, Table]
    lost: dict[Name, dict[str, Column[object]]]
    gained: dict[Name, dict[str, Column[object]]]


def changed(upgrade: ops.UpgradeOps) -> Changed:
    """What the operations of a revision drop and add."""
    found = Changed({}, {}, {}, {})
    for one in upgrade.ops:
        if isinstance(one, ops.DropTableOp):
            found.dropped[Name(one.table_name, one.schema)] = one.to_table()
        elif isinstance(one, ops.CreateTableOp):
            found.added[Name(one.table_name, one.schema)] = one.to_table()
        elif isinstance(one, ops.ModifyTableOps):
            table = Name(one.table_name, one.schema)
            for part in one.ops:
                if isinstance(part, ops.DropColumnOp):
                    found.lost.setdefault(table, {})[part.column_name] = part.to_column()
                elif isinstance(part, ops.AddColumnOp):
                    found.gained.setdefault(table, {})[part.column.name] = part.column
    return found


def matched(
    old: Iterable[T], new: Iterable[T], likeness: Callable[[T, T], float]
) -> list[tuple[T, T]]:
    """Pairs that are like each other, the likest first; each is in one pair."""
    news = list(new)
    rated = [(likeness(one, other), i, one, other) for i, one in enumerate(old) for other in news]
    found: list[tuple[T, T]] = []
    for rate, _, one, other in sorted(rated, key=lambda rated: (-rated[0], rated[1])):
        taken = any(one is first or other is second for first, second in found)
        if rate >= ENOUGH and not taken:
            found.append((one, other))
    return found


def of_columns(dialect: Dialect) -> Callable[[Column[object], Column[object]], float]:
    """How like each other two columns are: by their types, else by their names."""

    def likeness(old: Column[object], new: Column[object]) -> float:
        names = SequenceMatcher(None, old.name, new.name).ratio()
        types = [column.type.compile(dialect) for column in (old, new)]
        same = types[0] == types[1] or old.type._type_affinity is new.type._type_affinity
        return 0.5 + names / 2 if same else names * 0.7

    return likeness


def of_tables(old: Table, new: Table) -> float:
    """How like each other two tables are: by the share of columns with the same name, keys apart, and by their names."""
    mine, yours = ({c.name for c in table.columns if not c.primary_key} for table in (old, new))
    share = len(mine & yours) / max(1, len(mine | yours))
    return 0.8 * share + 0.4 * SequenceMatcher(None, old.name, new.name).ratio()
