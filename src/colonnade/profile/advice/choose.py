"""A few indexes out of many: those whose gain for the whole workload is worth what they cost each write."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from colonnade.profile.advice.candidates import Candidate, function_of
from colonnade.profile.advice.trial import Hypothetical, Trial
from colonnade.profile.advice.workload import Query, Writes

LEAST = 0.01
"""The share of the workload that an index must save."""

MOST = 12
"""How many indexes are advised at most."""

WRITE = {False: 0.5, True: 0.000_005}
"""What keeping an index up to date costs one write: in the planner's unit, and in seconds where those are measured."""

HARDLY = {False: 1.05, True: 1.25}
"""How many times as much the workload may cost with a narrower index; more where it is measured."""

SMALL = 0.002
"""The share of the workload that a narrower index may cost more than a wider one."""

CHANCE = 0.01
"""The share of the workload by which measured times differ without a reason."""

LOST = 3
"""How many times as much an update costs that changes an indexed column: PostgreSQL must write every index again."""

Wanted = Mapping[Candidate, Sequence[Query]]
"""Each candidate with the statements that it is for."""


@dataclass
class Choice:
    """A workload on trial.

    Attributes:
        trial: where indexes are tried.
        queries: the reads of the workload.
        writes: its writes, by table.
        costs: what each statement costs now, by its place in `queries`.
    """

    trial: Trial
    queries: Sequence[Query]
    writes: Mapping[str, Writes]
    costs: dict[int, float] = field(default_factory=dict)

    def choose(self, wanted: Wanted) -> list[Candidate]:
        """The indexes to have; none of them is there afterwards.

        Forwards where trying costs nothing: the best one first, again and again. Else backwards: all are made once, and
        the one that is missed the least goes, again and again.
        """
        self.weigh_all()
        self._start = self.total()
        made = self._forwards(wanted) if isinstance(self.trial, Hypothetical) else self._all(wanted)
        chosen = self._narrowed(self._backwards(made))
        for name in chosen.values():
            self.trial.drop(name)
        return [*chosen]

    def weigh_all(self) -> set[str]:
        """Weigh every statement anew, and say which indexes are used."""
        used: set[str] = set()
        for number, query in enumerate(self.queries):
            self.costs[number], names = self.trial.weigh(query)
            used |= names
        return used

    def total(self) -> float:
        """What the whole workload costs now."""
        return sum(cost * self.queries[n].calls for n, cost in self.costs.items())

    def burden(self, candidate: Candidate) -> float:
        """What an index costs the writes of the workload, in the unit of the statements' costs."""
        writes = self.writes.get(candidate.table, Writes())
        rows, concerned = writes.of(columns_of(candidate))
        return (rows + concerned * (LOST - 1)) * WRITE[self.trial.measures]

    def _forwards(self, wanted: Wanted) -> dict[Candidate, str]:
        made: dict[Candidate, str] = {}
        while len(made) < MOST:
            left = [candidate for candidate in wanted if candidate not in made]
            gains = {candidate: self._gain(candidate, wanted[candidate]) for candidate in left}
            best = max(sorted(gains), key=lambda one: gains[one], default=None)
            if best is None or gains[best] < LEAST * self._start:
                break
            made[best] = self.trial.add(best)
            self.weigh_all()
        return made

    def _gain(self, candidate: Candidate, queries: Sequence[Query]) -> float:
        name, saved = self.trial.add(candidate), 0.0
        for query in queries:
            cost, used = self.trial.weigh(query)
            if name in used:
                saved += (self.costs[self.queries.index(query)] - cost) * query.calls
        self.trial.drop(name)
        return saved - self.burden(candidate)

    def _all(self, wanted: Wanted) -> dict[Candidate, str]:
        """Every candidate that some statement uses when all of them are there."""
        made = {candidate: self.trial.add(candidate) for candidate in sorted(wanted)}
        used = self.weigh_all()
        for candidate in [one for one, name in made.items() if name not in used]:
            self.trial.drop(made.pop(candidate))
        self.weigh_all()
        return made

    def _backwards(self, made: dict[Candidate, str]) -> dict[Candidate, str]:
        """Drop what is hardly missed, the narrowest first: a wider one often answers the same statements."""
        for candidate in sorted(made, key=lambda one: (len(one.columns), one)):
            before, costs = self.total(), dict(self.costs)
            self.trial.drop(made[candidate])
            self.weigh_all()
            if self.total() - before > LEAST * self._start + self.burden(candidate):
                made[candidate], self.costs = self.trial.add(candidate), costs
            else:
                del made[candidate]
        return made

    def _narrowed(self, made: dict[Candidate, str]) -> dict[Candidate, str]:
        """Leave out last columns that hardly help: each makes an index larger, and concerns more updates."""
        chance = CHANCE if self.trial.measures else SMALL
        for candidate in [*made]:
            for less in _simpler(candidate):
                if less in made:
                    continue
                before, costs = self.total(), dict(self.costs)
                self.trial.drop(made.pop(candidate))
                made[less] = self.trial.add(less)
                self.weigh_all()
                if self.total() <= before * HARDLY[self.trial.measures] + chance * self._start:
                    candidate = less
                else:
                    self.trial.drop(made.pop(less))
                    made[candidate], self.costs = self.trial.add(candidate), costs
        return made


def _simpler(candidate: Candidate) -> Iterator[Candidate]:
    """The candidate with ever fewer columns, at least one."""
    for count in range(len(candidate.columns) - 1, 0, -1):
        extra = max(0, candidate.extra - len(candidate.columns) + count)
        yield replace(candidate, columns=candidate.columns[:count], extra=extra)


def columns_of(candidate: Candidate) -> set[str]:
    """The columns whose change concerns an index: its own and those of its condition."""
    words = candidate.where.replace('"', " ").replace("`", " ").split()
    return {*words, *(function_of(name)[1] for name in candidate.names)}


def wanted(
    queries: Sequence[Query], found: Mapping[Query, Sequence[Candidate]]
) -> dict[Candidate, list[Query]]:
    """The candidates, each with the statements that it is for."""
    by: dict[Candidate, list[Query]] = defaultdict(list)
    for query in queries:
        for candidate in dict.fromkeys(found[query]):
            by[candidate].append(query)
    return by
