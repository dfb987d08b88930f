"""How a database answers a statement: a tree of steps, without any value of the statement."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w.$])-?\d+(?:\.\d+)?\b")
"""What a plan repeats of a statement's values."""

MARK = "  <-- costly"


@dataclass(frozen=True, slots=True)
class Plan:
    """One step of a plan, with the steps that feed it.

    Attributes:
        node: what the database does, in its own words.
        table: the table that is read or written.
        index: the index that is used.
        condition: which rows are wanted, with `?` for every value.
        rows: how many rows the database expects.
        actual_rows: how many there were; None where the statement was not run.
        cost: what the database expects it to cost, with the steps below; in its own unit, None on SQLite.
        seconds: how long it took, with the steps below; None where the statement was not run.
        scans: whether every row of the table is read.
        children: the steps that feed it.
    """

    node: str
    table: str | None = None
    index: str | None = None
    condition: str = ""
    rows: float | None = None
    actual_rows: float | None = None
    cost: float | None = None
    seconds: float | None = None
    scans: bool = False
    children: tuple["Plan", ...] = ()

    def walk(self) -> Iterator["Plan"]:
        """This step and all below it, from the top."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def indexes(self) -> set[str]:
        """The names of the indexes that are used."""
        return {step.index for step in self.walk() if step.index}

    @property
    def costly(self) -> "Plan":
        """The step that takes the most by itself: of the time where it was measured, else of the cost.

        Where the database tells neither, it is a step that reads a whole table, or else one that sorts.
        """
        return max(self.walk(), key=_weight)

    def __str__(self) -> str:
        return "\n".join(_lines(self, self.costly, 0))


def without_values(condition: str) -> str:
    """A condition as a plan shows it, with `?` for every value."""
    return LITERAL.sub("?", condition)


def _weight(step: Plan) -> tuple[float, float, bool, bool, float]:
    sorts = step.node.startswith("USE TEMP B-TREE")
    rows = step.rows if step.rows is not None else float(step.table is not None)
    return (_own(step, "seconds"), _own(step, "cost"), step.scans, sorts, rows)


def _own(step: Plan, name: str) -> float:
    """What a step takes without the steps below it."""
    return float(getattr(step, name) or 0.0) - sum(_whole(child, name) for child in step.children)


def _whole(step: Plan, name: str) -> float:
    """What a step takes with the steps below it; of a step that does not say, what they take."""
    said: float | None = getattr(step, name)
    return sum(_whole(child, name) for child in step.children) if said is None else said


def _lines(step: Plan, costly: Plan, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{_words(step)}{MARK if step is costly else ''}"
    for child in step.children:
        yield from _lines(child, costly, depth + 1)


def _words(step: Plan) -> str:
    said = [step.node]
    said += [f"on {step.table}"] if step.table else []
    said += [f"using {step.index}"] if step.index else []
    said += [f"where {step.condition}"] if step.condition else []
    numbers = [
        f"{step.rows:,.0f} rows expected" if step.rows is not None else "",
        f"{step.actual_rows:,.0f} rows" if step.actual_rows is not None else "",
        f"cost {step.cost:,.1f}" if step.cost is not None else "",
        f"{step.seconds * 1000:,.2f} ms" if step.seconds is not None else "",
    ]
    known = ", ".join(filter(None, numbers))
    return " ".join(said) + (f" ({known})" if known else "")
