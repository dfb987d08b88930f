"""Index advice: candidates, a choice among them, and the proof that the workload is faster with each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError

from colonnade.errors import UsageError
from colonnade.profile.advice.accesses import accesses
from colonnade.profile.advice.candidates import Candidate, candidates, missing
from colonnade.profile.advice.choose import Choice, wanted
from colonnade.profile.advice.copy import copied
from colonnade.profile.advice.proof import Advised, Proof
from colonnade.profile.advice.trial import Real, trial
from colonnade.profile.advice.workload import Query, workload_of
from colonnade.profile.explain import Plan
from colonnade.profile.recording.record import Record, Statement
from colonnade.schema.relations import relations_of


@dataclass(frozen=True)
class Compared:
    """A statement without the advised indexes and with them; times are of one execution."""

    statement: Statement
    calls: int
    before: Plan
    after: Plan
    seconds_before: float
    seconds_after: float


@dataclass
class Advice:
    """What the trial showed.

    Attributes:
        indexes: those to make, the one that saves the most first.
        compared: every read of the workload.
        unused: table and name of indexes that no recorded statement uses, with or without the advice.
        cost_left: the planner's cost of the workload with the advice, as a share of the cost without; None where the
            database tells no cost.
        skipped: how many recorded statements could not be explained in the copy.
        metadata: the tables of the database.
    """

    indexes: list[Advised]
    compared: list[Compared]
    unused: list[tuple[str, str]]
    cost_left: float | None
    skipped: int
    metadata: MetaData = field(repr=False)

    @property
    def faster(self) -> float:
        """How many times as fast the recorded reads are with the advice."""
        before = sum(one.seconds_before * one.calls for one in self.compared)
        after = sum(one.seconds_after * one.calls for one in self.compared)
        return before / after if after else 1.0


def advise(record: Record, url: str, rows: int | None = None) -> Advice:
    """Try indexes for a recorded workload in a scratch copy of a database.

    The copy is on the same server and is dropped at the end; the database itself is only read. On PostgreSQL HypoPG is
    used where the server has it; what it suggests is then built and measured like on every other database.

    Args:
        record: with values: `recording(values=True)`.
        url: the database.
        rows: how many made-up rows the copy has; the database's own rows without it.

    Raises:
        UsageError: the record holds no values.
        ConfigurationError: the URL is wrong.
        SourceError: the database cannot be read, or no copy can be made.
    """
    if not record.samples:
        raise UsageError(
            "The record holds no statement with its values, and index advice runs them again.",
            "Record with values: `colonnade profile --advise`, or `recording(values=True)`.",
        )
    with copied(url, rows) as (engine, metadata), trial(engine) as (real, tried):
        workload = workload_of(record)
        queries, before = _explained(real, workload.queries)
        seconds = [real.seconds(query) for query in queries]
        choice = Choice(tried, queries, workload.writes)
        chosen = choice.choose(wanted(queries, _candidates(queries, metadata)))
        proof = Proof(real, queries, seconds, workload)
        indexes, unused = proof.prove(chosen), _unused(metadata, [*before, *proof.plans()], queries)
        return Advice(
            indexes=indexes,
            compared=_compared(queries, before, proof, seconds),
            unused=unused,
            cost_left=_left(queries, before, proof.plans()),
            skipped=len(workload.queries) - len(queries),
            metadata=metadata,
        )


def _explained(real: Real, queries: Sequence[Query]) -> tuple[list[Query], list[Plan]]:
    """The reads that the copy understands, and their plans."""
    found: list[tuple[Query, Plan]] = []
    for query in queries:
        try:
            found.append((query, real.plans(query)[0]))
        except DBAPIError:
            continue
        except Exception as error:
            # The driver's own errors come past SQLAlchemy here.
            if not isinstance(error, real.connection.dialect.loaded_dbapi.Error):
                raise
    return [query for query, _ in found], [plan for _, plan in found]


def _candidates(queries: Sequence[Query], metadata: MetaData) -> dict[Query, list[Candidate]]:
    columns = {table.name: table.columns.keys() for table in metadata.tables.values()}
    return {
        query: [
            candidate
            for access in accesses(query.statement.text, query.statement.dialect, columns)
            for candidate in candidates(access, query.statement.dialect)
            if missing(candidate, metadata)
        ]
        for query in queries
    }


def _unused(
    metadata: MetaData, plans: Sequence[Plan], queries: Sequence[Query]
) -> list[tuple[str, str]]:
    """Indexes of tables that are read, which nothing uses and no key or foreign key needs."""
    used = {index for plan in plans for index in plan.indexes}
    read = {step.table for plan in plans for step in plan.walk()}
    found = []
    for table in metadata.sorted_tables:
        needed = {one.columns[0].name for one in relations_of(table)}
        for index in table.indexes:
            first = next((column.name for column in index.columns), "")
            if (
                table.name in read
                and not index.unique
                and not {index.name} & used
                and first not in needed
            ):
                found.append((table.fullname, str(index.name)))
    return sorted(found)


def _compared(
    queries: Sequence[Query], before: Sequence[Plan], proof: Proof, seconds: Sequence[float]
) -> list[Compared]:
    rows = zip(queries, before, proof.plans(), seconds, proof.seconds, strict=True)
    return [
        Compared(query.statement, query.calls, old, new, slow, fast)
        for query, old, new, slow, fast in rows
    ]


def _left(queries: Sequence[Query], before: Sequence[Plan], after: Sequence[Plan]) -> float | None:
    def total(plans: Sequence[Plan]) -> float | None:
        costs = [plan.cost for plan in plans]
        if None in costs:
            return None
        return sum(
            cost * query.calls
            for cost, query in zip(costs, queries, strict=True)
            if cost is not None
        )

    start, end = total(before), total(after)
    return end / start if start and end is not None else None
