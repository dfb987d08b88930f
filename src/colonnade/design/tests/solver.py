"""Values that fulfil all checks of a table, found by trying."""

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

from sqlalchemy import CheckConstraint, Column, Table

from colonnade.design.tests.checks import checks_of, columns_of, holds
from colonnade.design.tests.choices import choices_of
from colonnade.design.tests.values import value_of

TRIED = 4000
"""How many combinations of values are tried before a check is given up."""

NUMBERS = (1, 2, 17)
"""The rows for which a combination has to be valid."""

ANY = (*NUMBERS, 500)
"""The rows in which a test may put one value."""

CHANGED = 99
"""The number whose value a test changes a column to."""

Sources = Mapping[str, str]
"""Column -> source of its value; a column that is not there is NULL."""


class Solver:
    """Tries values on the checks of one table.

    Args:
        table: the table.
        choices: the columns that must have a value, and the sources to choose from.
        referring: the columns that refer to a parent row, whose values are not ours to choose.
    """

    def __init__(self, table: Table, choices: Mapping[str, list[str]], referring: set[str]) -> None:
        self.choices = choices
        self.referring = {name: str(number) for number, name in enumerate(sorted(referring))}
        self.checks = {check: columns_of(check, table) for check in checks_of(table)}
        self.columns = {column.name: column for column in table.columns}
        self._known = dict(choices)

    def solved(self) -> dict[str, str] | None:
        """A source for each column so that all checks hold; None where none is found."""
        solved = {name: sources[0] for name, sources in self.choices.items()}
        done: list[CheckConstraint] = []
        for check in self.checks:
            done.append(check)
            if not self.is_valid(check, solved):
                fitting = next(self._fitting(done, solved), None)
                if fitting is None:
                    return None
                solved = fitting
        return solved

    def refused(self, solved: Sources) -> Iterator[tuple[CheckConstraint, tuple[str, str]]]:
        """For each check a column and a value that breaks it, where one is found."""
        for check, names in self.checks.items():
            for name in names:
                if self.columns[name].foreign_keys:
                    continue
                bad = next(
                    (s for s in self._sources(name) if self._breaks(check, solved, name, s)), None
                )
                if bad is not None:
                    yield check, (name, bad)
                    break

    def other(self, solved: Sources, changeable: set[str]) -> tuple[str, str] | None:
        """A plain column and a source of another value for it: text before numbers, numbers before the rest."""
        columns = self.columns.values()
        plain = [one for one in columns if _may_be_given(one) and one.name in changeable]
        plain.sort(key=lambda column: (column.name not in solved, self._rank(column)))
        for column in plain:
            sources = self._sources(column.name)
            likely = [solved[column.name]] if column.name in solved else sources[1::-1]
            for source in dict.fromkeys([*likely, *sources]):
                if self._fits(solved, column.name, source):
                    return column.name, source
        return None

    def is_valid(self, check: CheckConstraint, solved: Sources) -> bool:
        """Whether a check holds for the rows made from these sources.

        One that SQLite does not understand is taken to hold when none of its columns has a value.
        """
        answers = {self._answer(check, solved, n) for n in NUMBERS}
        if answers == {None}:
            return not any(name in solved for name in self.checks[check])
        return answers == {True}

    def _fitting(self, checks: list[CheckConstraint], solved: Sources) -> Iterator[dict[str, str]]:
        """The sources with the columns of the last check changed until it and those before it hold."""
        names = [name for name in self.checks[checks[-1]] if _may_be_given(self.columns[name])]
        for sources in islice(product(*map(self._options, names)), TRIED):
            tried = {**solved, **dict(zip(names, sources, strict=True))}
            given = {name: source for name, source in tried.items() if source is not None}
            if all(self.is_valid(check, given) for check in checks):
                yield given

    def _options(self, name: str) -> list[str | None]:
        """The sources for a column; NULL among them where it may be."""
        return [*self._sources(name)] if name in self.choices else [None, *self._sources(name)]

    def _sources(self, name: str) -> list[str]:
        if name not in self._known:
            self._known[name] = choices_of(self.columns[name])
        return self._known[name]

    def _breaks(self, check: CheckConstraint, solved: Sources, name: str, source: str) -> bool:
        """Whether one value of a column, the first of its source, breaks the check in every row."""
        value = {name: value_of(source)}
        rows = [self._values(check, solved, n) | value for n in ANY]
        return all(holds(check, row) is False for row in rows)

    def _fits(self, solved: Sources, name: str, source: str) -> bool:
        """Whether all checks hold in every row whose column gets one value of the source."""
        value = {name: value_of(source, CHANGED)}
        return all(
            self.is_valid(check, {**solved, name: source})
            and all(holds(check, self._values(check, solved, n) | value) is not False for n in ANY)
            for check, names in self.checks.items()
            if name in names
        )

    def _answer(self, check: CheckConstraint, solved: Sources, n: int) -> bool | None:
        return holds(check, self._values(check, solved, n))

    def _values(self, check: CheckConstraint, solved: Sources, n: int) -> dict[str, object]:
        values: dict[str, object] = {}
        for name in self.checks[check]:
            if name in self.referring:
                values[name] = n * 100 + int(self.referring[name])
            else:
                values[name] = value_of(solved[name], n) if name in solved else None
        return values

    def _rank(self, column: Column[Any]) -> int:
        source = next(iter(self._sources(column.name)), None)
        value = None if source is None else value_of(source)
        kinds = (str, bool, int)
        return next(
            (rank for rank, kind in enumerate(kinds) if isinstance(value, kind)), len(kinds)
        )


def _may_be_given(column: Column[Any]) -> bool:
    return not column.foreign_keys and column.computed is None
