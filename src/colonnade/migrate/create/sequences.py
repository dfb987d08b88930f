"""Sequences of their own, and the numbers that all of them give."""

import sqlalchemy as sa

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.operations import Statement
from colonnade.schema.catalog import Fact


def complete(change: Change) -> None:
    """Make sequences that models declare, before the tables; change those that count otherwise."""
    if change.sides is None or change.backend == "sqlite":
        return
    declared = {
        change.fact_name(change.named_as(one.name, one.schema)): one
        for metadata in change.metadata
        for one in metadata._sequences.values()
    }
    has = {fact[0]: fact for fact in change.sides.has.facts["sequence"]}
    for fact in change.sides.missing("sequence"):
        name = ".".join(change.quote(part) for part in fact[0].split("."))
        if fact[0] in has:
            change.last(Statement(_counting(name, fact), _counting(name, has[fact[0]])))
        elif fact[0] in declared:
            create = sa.schema.CreateSequence(declared[fact[0]]).compile(dialect=change.dialect)
            change.first(Statement(str(create), f"DROP SEQUENCE {name}"))


def _counting(name: str, fact: Fact) -> str:
    """How a sequence of PostgreSQL counts."""
    _, type_, start, step, low, high, cache, cycle = fact
    again = "CYCLE" if cycle == "True" else "NO CYCLE"
    return (
        f"ALTER SEQUENCE {name} AS {type_} START WITH {start} INCREMENT BY {step}"
        f" MINVALUE {low} MAXVALUE {high} CACHE {cache} {again}"
    )
