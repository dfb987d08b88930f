"""A relationship that is read on one instance, loaded for its siblings by the same statement."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Result
from sqlalchemy.orm import ORMExecuteState, RelationshipProperty
from sqlalchemy.orm.interfaces import MANYTOONE

from colonnade.data.watch.keys import MANY, Keys, Value, keys_of
from colonnade.data.watch.siblings import State

BATCH = 500
"""How many keys a statement asks for, as SQLAlchemy's own `selectinload`."""

Waiting = tuple[Value, State, Any]
"""A sibling that lacks the relationship: its key, its state and itself, so that it stays in memory meanwhile."""


@dataclass(frozen=True)
class Lazy:
    """A lazy load that is about to happen.

    Attributes:
        execution: its statement.
        parent: the instance whose attribute was read.
        relationship: the attribute.
    """

    execution: ORMExecuteState
    parent: State
    relationship: RelationshipProperty[Any]


def load_for_siblings(lazy: Lazy, siblings: Iterable[State]) -> tuple[Result[Any], list[State]]:
    """Load a relationship for an instance and its siblings, in one statement for at most 500 keys.

    The statement is the lazy load's own, with its options, order and criteria, and an IN in place of the one key. A
    sibling that has changed, that does not know its key, or whose row is in memory already, is left alone.

    Args:
        lazy: the lazy load.
        siblings: the other instances of the same result.

    Returns:
        The result of the lazy load, and the siblings whose attribute was filled.

    Raises:
        Unfit: the lazy load must be done by itself.
        Ambiguous: and so must all of this relationship.
    """
    execution = lazy.execution
    statement, parameters = execution.statement, execution.parameters
    keys = keys_of(lazy.relationship, statement, parameters)
    if keys is None or keys.value(lazy.parent.dict) != (own := keys.own(parameters)):  # type: ignore[arg-type]
        raise Unfit
    values, wanted = _wanted(lazy, keys, own, siblings)
    if not wanted:
        raise Unfit
    rows = execution.invoke_statement(keys.among(statement), {MANY: [*values]})  # type: ignore[arg-type]
    # Without a `Row` around each: a statement for many reads thousands.
    read = rows.unique().all() if rows._unique_filter_state else rows._raw_row_iterator()
    found = _by_key(read, len(keys.columns))
    if not found.keys() <= values:
        raise Ambiguous
    filled = _fill(lazy, wanted, found)
    before = own if len(keys.columns) > 1 else (own,)
    rows_of_own = [(*before, row) for row in found.get(own, ())]
    return rows.freeze().with_new_rows(rows_of_own)().columns(len(keys.columns)), filled  # type: ignore[arg-type]


class Unfit(Exception):
    """The lazy load must be done by itself."""


class Ambiguous(Unfit):
    """The database takes keys for equal that are not, as its collation says."""


def _wanted(
    lazy: Lazy, keys: Keys, own: Value, siblings: Iterable[State]
) -> tuple[set[Value], list[Waiting]]:
    """The keys to ask for, and the siblings that are still without the relationship."""
    values, wanted = {own}, list[Waiting]()
    there = _in_memory(lazy, keys)
    name, options, value_of = lazy.relationship.key, lazy.parent.load_options, keys.value
    for sibling in siblings:
        instance = sibling.obj()
        if instance is None or name in (held := instance.__dict__):
            continue
        if name in sibling.callables or sibling.load_options != options:
            continue
        if sibling.modified and not sibling.committed_state.keys().isdisjoint(keys.names):
            continue
        value = value_of(held)
        if value not in values:
            if value is None or (there and there(value)):
                continue
            if len(values) == BATCH:
                break
            values.add(value)
        wanted.append((value, sibling, instance))
    return values, wanted


def _in_memory(lazy: Lazy, keys: Keys) -> Callable[[Value], bool] | None:
    """Whether the session has the row that a key leads to, so that reading it sends nothing; None where it never is so."""
    target = lazy.relationship.mapper
    pairs = zip(target.primary_key, keys.columns, strict=False)
    by_key = len(target.primary_key) == len(keys.columns) and all(
        key.shares_lineage(column) for key, column in pairs
    )
    if lazy.relationship.direction is not MANYTOONE or not by_key:
        return None
    known = lazy.execution.session.identity_map
    several = len(keys.columns) > 1

    def is_known(value: Value) -> bool:
        return target.identity_key_from_primary_key(value if several else (value,)) in known

    return is_known


def _by_key(rows: Iterable[Any], width: int) -> Mapping[Value, list[Any]]:
    """The rows of the relationship by the keys that come first."""
    found: dict[Value, list[Any]] = defaultdict(list)
    if width == 1:
        for key, row in rows:
            found[key].append(row)
    else:
        for *parts, row in rows:
            found[tuple(parts)].append(row)
    return found


def _fill(lazy: Lazy, wanted: Iterable[Waiting], found: Mapping[Value, list[Any]]) -> list[State]:
    name, many = lazy.relationship.key, lazy.relationship.uselist
    attribute: Any = lazy.parent.get_impl(name)
    fill = attribute.set_committed_value
    filled: list[State] = []
    for value, state, instance in wanted:
        if name not in (held := instance.__dict__):
            rows = found.get(value, ())
            # Each collection copies them.
            fill(state, held, rows if many else (rows[0] if rows else None))
            filled.append(state)
    return filled
