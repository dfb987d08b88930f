"""A relationship that is read on one instance, loaded for its siblings by the same statement."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Result
from sqlalchemy.orm import ORMExecuteState, RelationshipProperty
from sqlalchemy.orm.interfaces import MANYTOONE

from colonnade.data.watch.keys import Keys, Value, keys_of
from colonnade.data.watch.siblings import State

BATCH = 500
"""How many keys a statement asks for, as SQLAlchemy's own `selectinload`."""


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
    keys = keys_of(lazy.relationship, execution.statement, execution.parameters)
    if keys is None or keys.value(lazy.parent.dict) != keys.own:
        raise Unfit
    wanted = _wanted(lazy, keys, siblings)
    if not any(wanted.values()):
        raise Unfit
    statement = keys.among(execution.statement, [*wanted])  # type: ignore[arg-type]
    rows = execution.invoke_statement(statement)
    frozen = (rows.unique() if rows._unique_filter_state else rows).freeze()
    found = _by_key(frozen.data, len(keys.columns))
    if not found.keys() <= wanted.keys():
        raise Ambiguous
    filled = _fill(lazy, wanted, found)
    own = [(*keys.parameters, row) for row in found.get(keys.own, ())]
    return frozen.with_new_rows(own)().columns(len(keys.columns)), filled  # type: ignore[arg-type]


class Unfit(Exception):
    """The lazy load must be done by itself."""


class Ambiguous(Unfit):
    """The database takes keys for equal that are not, as its collation says."""


def _wanted(lazy: Lazy, keys: Keys, siblings: Iterable[State]) -> dict[Value, list[State]]:
    """The siblings that are still without the relationship, by their keys."""
    wanted: dict[Value, list[State]] = {keys.own: []}
    there = _in_memory(lazy, keys)
    name, options = lazy.relationship.key, lazy.parent.load_options
    for sibling in siblings:
        instance = sibling.obj()
        if instance is None or name in (held := instance.__dict__):
            continue
        if name in sibling.callables or sibling.load_options != options:
            continue
        if sibling.modified and not sibling.committed_state.keys().isdisjoint(keys.names):
            continue
        value = keys.value(held)
        if value in wanted:
            wanted[value].append(sibling)
        elif value is not None and not (there and there(value)):
            wanted[value] = [sibling]
            if len(wanted) == BATCH:
                break
    return wanted


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


def _by_key(rows: Sequence[Any], width: int) -> dict[Value, list[Any]]:
    """The rows of the relationship by the keys that come first."""
    found: dict[Value, list[Any]] = {}
    if width == 1:
        for key, row in rows:
            found.setdefault(key, []).append(row)
    else:
        for *parts, row in rows:
            found.setdefault(tuple(parts), []).append(row)
    return found


def _fill(
    lazy: Lazy, wanted: dict[Value, list[State]], found: dict[Value, list[Any]]
) -> list[State]:
    name, many = lazy.relationship.key, lazy.relationship.uselist
    attribute: Any = lazy.parent.get_impl(name)
    filled: list[State] = []
    for value, states in wanted.items():
        rows = found.get(value, ())
        loaded = rows if many else (rows[0] if rows else None)  # each collection copies it
        for state in states:
            instance = state.obj()
            if instance is not None and name not in instance.__dict__:
                attribute.set_committed_value(state, instance.__dict__, loaded)
                filled.append(state)
    return filled
