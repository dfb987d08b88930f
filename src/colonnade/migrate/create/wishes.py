"""What a person decides about a revision: which drop and add is a rename, and what may be dropped."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import product

from alembic.operations.ops import UpgradeOps
from sqlalchemy import Column, MetaData
from sqlalchemy.engine import Dialect

from colonnade.errors import UsageError
from colonnade.migrate.create import likeness
from colonnade.migrate.create.likeness import Changed
from colonnade.migrate.create.names import Name, Renames

Columns = list[Column[object]]
Ask = Callable[[str, str], bool | None]
"""Says whether the old name is now the new one; None when nobody can say."""


@dataclass
class Wishes:
    """What was decided before.

    Attributes:
        renames: old and new names of tables, and of columns as `table.column`; the new name of a column may stand alone.
        drops: tables, and columns as `table.column`, that are not renamed.
        fills: SQL for the rows that are there, by `table.column`.
        ask: asks what was not decided.
        used: the renames that were found.
    """

    renames: list[tuple[str, str]] = field(default_factory=list)
    drops: set[str] = field(default_factory=set)
    fills: dict[str, str] = field(default_factory=dict)
    ask: Ask = lambda old, new: None
    used: set[tuple[str, str]] = field(default_factory=set)

    def mapped(
        self, names: Collection[str], gone: Iterable[str], there: Iterable[str]
    ) -> dict[str, str]:
        """What has another name in a table or an enum, new names by old ones.

        Args:
            names: what the table or enum is called; behind the equals sign it may be left out.
            gone: the old names that there are.
            there: the new ones.
        """
        found = {}
        for old, new in product(gone, there):
            olds = {f"{name}.{old}" for name in names}
            news = {new, *(f"{name}.{new}" for name in names)}
            if said := {one for one in self.renames if one[0] in olds and one[1] in news}:
                found[old] = new
                self.used |= said
        return found

    def refuse_unused(self) -> None:
        """Refuse renames of what is not there.

        Raises:
            UsageError: there is such a rename.
        """
        for old, new in self.renames:
            if (old, new) not in self.used:
                raise UsageError(
                    f"{old} cannot be renamed to {new}: the database has to have the old one, the models the new one.",
                    "Write --rename table.old=table.new, or --rename old=new for a table.",
                )

    def refuse_unknown(self, metadata: Iterable[MetaData]) -> None:
        """Refuse values for columns that the models do not have.

        Raises:
            UsageError: there is such a column.
        """
        known = {
            f"{table.fullname}.{column.name}"
            for one in metadata
            for table in one.tables.values()
            for column in table.c
        }
        for name in self.fills:
            if name not in known:
                raise UsageError(
                    f"--fill names {name}, and no model has such a column.",
                    'Write --fill "table.column=SQL", with the names that the models have now.',
                )


def tables(wishes: Wishes, upgrade: UpgradeOps) -> dict[Name, Name]:
    """The tables that are renamed, new names by old ones.

    Raises:
        UsageError: nobody can say whether a table is renamed.
    """
    found = likeness.changed(upgrade)
    old = {str(name): name for name in found.dropped}
    new = {str(name): name for name in found.added}
    told = {old[a]: new[b] for a, b in wishes.renames if a in old and b in new}
    names = {
        id(table): name for side in (found.dropped, found.added) for name, table in side.items()
    }
    pairs = likeness.matched(
        [table for name, table in found.dropped.items() if _is_open(wishes, name, told)],
        [table for name, table in found.added.items() if name not in told.values()],
        likeness.of_tables,
    )
    for one, other in pairs:
        if _is_renamed(wishes, str(names[id(one)]), str(names[id(other)])):
            told[names[id(one)]] = names[id(other)]
    return told


def _is_open(wishes: Wishes, name: Name, told: dict[Name, Name]) -> bool:
    return name not in told and str(name) not in wishes.drops


def columns(
    wishes: Wishes, upgrade: UpgradeOps, renames: Renames, dialect: Dialect
) -> dict[Name, dict[str, str]]:
    """The columns that are renamed, new names by old ones, for each table.

    Raises:
        UsageError: nobody can say whether a column is renamed.
    """
    found = likeness.changed(upgrade)
    wishes.used |= {(str(old), str(new)) for old, new in renames.tables.items()}
    done: dict[Name, dict[str, str]] = {}
    for table in found.lost:
        names = {str(table), str(renames.old(table))}
        done[table] = wishes.mapped(names, found.lost[table], found.gained.get(table, {}))
        pairs = likeness.matched(
            *_open(wishes, table, found, done[table]), likeness.of_columns(dialect)
        )
        for one, other in pairs:
            if _is_renamed(wishes, f"{table}.{one.name}", f"{table}.{other.name}"):
                done[table][one.name] = other.name
    return {table: names for table, names in done.items() if names}


def _open(
    wishes: Wishes, table: Name, found: Changed, told: dict[str, str]
) -> tuple[Columns, Columns]:
    """The lost and the gained columns about which nothing was decided."""
    decided = {*told, *(name for name in found.lost[table] if f"{table}.{name}" in wishes.drops)}
    lost = [column for name, column in found.lost[table].items() if name not in decided]
    gained = found.gained.get(table, {})
    return lost, [column for name, column in gained.items() if name not in told.values()]


def _is_renamed(wishes: Wishes, old: str, new: str) -> bool:
    answer = wishes.ask(old, new)
    if answer is None:
        raise UsageError(
            f"{old} is gone from the models and {new} is new: a rename keeps the values, a drop loses them.",
            f"Say which: --rename {old}={new}, or --drop {old}.",
        )
    return answer
