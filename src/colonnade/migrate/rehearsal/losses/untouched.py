"""The rows that nobody touched, before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import MetaData, Table

from colonnade.migrate.rehearsal.losses.loss import Loss
from colonnade.migrate.rehearsal.losses.sums import Sums


def counterpart(table: Table, after: MetaData, before: MetaData) -> Table | None:
    """What a table is now: the one of its name, else a new one that has all of its columns."""
    if table.key in after.tables:
        return after.tables[table.key]
    names = set(table.columns.keys())
    for other in after.tables.values():
        if other.key not in before.tables and names <= set(other.columns.keys()):
            return other
    return None


@dataclass(frozen=True)
class Untouched:
    """Two looks at the same rows of a table.

    Attributes:
        name: the table's.
        before: its sums.
        after: its sums now; None when the table is gone.
    """

    name: str
    before: Sums
    after: Sums | None

    def losses(self) -> Iterator[Loss]:
        """What is not as it was. A column is not gone when another one has its values."""
        if self.after is None:
            yield Loss("table", self.name, self.before.rows)
            return
        if self.after.rows < self.before.rows:
            yield Loss("rows", self.name, self.before.rows - self.after.rows)
            return
        if self.after.rows > self.before.rows:
            return  # sums over other rows say nothing
        now = self.after.columns
        for name, said in self.before.columns.items():
            if name in now and now[name] != said:
                yield Loss("values", f"{self.name}.{name}")
            elif name not in now and said not in self._new().values():
                yield Loss("column", f"{self.name}.{name}")

    def _new(self) -> Mapping[str, object]:
        assert self.after is not None
        known = self.before.columns
        return {name: said for name, said in self.after.columns.items() if name not in known}
