"""Functions that make mappings of rows, written for one layout each.

A page has hundreds of values, so what happens to each of them is written out as one expression, as `dataclasses` does
for its methods: `[{'id': r[0], 'created_at': p7(r[7])} for r in rows]`.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

Processor = Callable[[Any], Any]

Make = Callable[[Sequence[Any]], list[dict[str, Any]]]


def in_utc(value: datetime | None) -> datetime | None:
    """A moment in UTC; what SQLModel's type does with one that has a time zone."""
    return None if value is None else value.astimezone(UTC)


def left_in_utc(value: datetime | None) -> datetime | None:
    """As `in_utc`, for drivers whose moments are in UTC already: to look takes half as long as to make another one."""
    return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


_WRITTEN_OUT: dict[Processor, str] = {
    in_utc: "(None if r[{0}] is None else r[{0}].astimezone(UTC))",
    left_in_utc: "(v if (v := r[{0}]) is None or v.tzinfo is UTC else v.astimezone(UTC))",
}


class Processors(dict[int, Processor]):
    """What makes Python values of one statement's rows, by position; and what makes mappings of them."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._made: dict[int, Make] = {}

    def maker(self, names: Sequence[str], start: int, stored: Collection[str]) -> Make:
        """A function that makes mappings of rows.

        Args:
            names: of the values that follow each other in a row.
            start: where the first of them stands.
            stored: those that are left as they are.
        """
        if start not in self._made:
            self._made[start] = self._written(names, start, stored)
        return self._made[start]

    def _written(self, names: Sequence[str], start: int, stored: Collection[str]) -> Make:
        items = ", ".join(
            f"{name!r}: {self._value(place, name in stored)}"
            for place, name in enumerate(names, start)
        )
        values = {f"p{place}": process for place, process in self.items()}
        made: Make = eval(f"lambda rows: [{{{items}}} for r in rows]", {"UTC": UTC, **values})
        return made

    def _value(self, place: int, stored: bool) -> str:
        if stored or place not in self:
            return f"r[{place}]"
        return _WRITTEN_OUT.get(self[place], "p{0}(r[{0}])").format(place)
