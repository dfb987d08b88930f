"""The proof that a workload is faster with each advised index: it is built, measured, and left out once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from colonnade.profile.advice.candidates import Candidate
from colonnade.profile.advice.choose import columns_of
from colonnade.profile.advice.trial import Real
from colonnade.profile.advice.workload import Query, Workload, Writes
from colonnade.profile.explain import Plan

FASTER = 1.1
"""How many times as fast some statement must be with an index, so that it is not chance."""

MISSED = 0.05
"""By how much the reads together must be slower without it."""

ROUNDS = 3
"""How often an index is measured, with it and without it in turn."""

Seconds = dict[int, float]
"""Of one execution of statements, by their place in the workload."""


@dataclass(frozen=True)
class Advised:
    """An index that the workload wants.

    Attributes:
        candidate: the index.
        saved: seconds of the recorded reads that it saves, of those that are left with all other indexes.
        bytes: how large it is.
        writes: how many recorded writes must keep it up to date.
        updates: how many of them are updates of its own columns, which PostgreSQL can no longer do in place (HOT).
        queries: the reads that use it.
    """

    candidate: Candidate
    saved: float
    bytes: int
    writes: int
    updates: int
    queries: tuple[Query, ...] = field(repr=False)

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return f"{self.bytes / 1e6:,.1f} MB" if self.bytes >= 1e5 else f"{self.bytes / 1e3:,.0f} kB"


class Proof:
    """Advised indexes, built and measured.

    Args:
        real: where they are built.
        queries: the reads of the workload.
        before: how long each takes without them.
        workload: with its writes.
    """

    def __init__(
        self, real: Real, queries: Sequence[Query], before: Sequence[float], workload: Workload
    ) -> None:
        self._real, self._queries, self._workload = real, queries, workload
        self.seconds = [*before]

    def prove(self, chosen: Sequence[Candidate]) -> list[Advised]:
        """Build all, leave out one at a time, and keep those that are missed; they are there afterwards."""
        names = {candidate: self._real.add(candidate) for candidate in chosen}
        self._real.analyze()
        self.seconds = [self._real.seconds(query) for query in self._queries]
        advised = [self._missed(candidate, name) for candidate, name in names.items()]
        return sorted(filter(None, advised), key=lambda one: -one.saved)

    def plans(self) -> list[Plan]:
        """The plan of each read now, of its first sample."""
        return [self._real.plans(query)[0] for query in self._queries]

    def _missed(self, candidate: Candidate, name: str) -> Advised | None:
        users = [n for n, query in enumerate(self._queries) if name in self._used(query)]
        with_it, without = self._in_turn(name, users)
        self.seconds = [with_it.get(n, old) for n, old in enumerate(self.seconds)]
        saved = sum((without[n] - with_it[n]) * self._queries[n].calls for n in users)
        faster = any(without[n] > FASTER * with_it[n] for n in users)
        if not faster or saved < MISSED * self._total():
            self._real.drop(name)
            self.seconds = [without.get(n, old) for n, old in enumerate(self.seconds)]
            return None
        writes = self._workload.writes.get(candidate.table, Writes()).of(columns_of(candidate))
        queries = tuple(self._queries[n] for n in users)
        return Advised(candidate, saved, self._real.size(name), *writes, queries)

    def _in_turn(self, name: str, users: Sequence[int]) -> tuple[Seconds, Seconds]:
        """How long its statements take with an index and without it: medians of rounds, as one round may be disturbed."""
        rounds = []
        for _ in range(ROUNDS):
            with_it = self._measured(users)
            with self._real.without(name):
                rounds.append((with_it, self._measured(users)))
        with_it, without = (
            {n: median(times[way][n] for times in rounds) for n in users} for way in (0, 1)
        )
        return with_it, without

    def _measured(self, users: Sequence[int]) -> Seconds:
        return {n: self._real.seconds(self._queries[n]) for n in users}

    def _total(self) -> float:
        return sum(
            seconds * query.calls
            for seconds, query in zip(self.seconds, self._queries, strict=True)
        )

    def _used(self, query: Query) -> set[str]:
        return {index for plan in self._real.plans(query) for index in plan.indexes}
