"""Columns that one instance is read again for, deferred or expired, loaded for its siblings by one statement."""

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Result, select, tuple_
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm.attributes import set_committed_value

from colonnade.data.queries.statements import key_columns
from colonnade.data.watch.relationships import BATCH, Unfit
from colonnade.data.watch.siblings import State

_ALL = {"include_deleted": True}
"""A row that is in memory is read again whether or not it was deleted."""


def load_columns_for_siblings(
    execution: ORMExecuteState, state: State, names: Collection[str], siblings: Iterable[State]
) -> Result[Any]:
    """Load columns for an instance and those siblings that lack them too, in one statement for at most 500 rows.

    Args:
        execution: what would load them for the instance alone.
        state: the instance.
        names: the attributes.
        siblings: the other instances of the same result.

    Returns:
        A result with one row, or with none when the row of the instance is gone.

    Raises:
        Unfit: no sibling lacks them.
    """
    key = key_columns(state.mapper.class_)
    lacking = (one for one in siblings if _lacks(one, names))
    states = {one.key[1]: one for one in islice(lacking, BATCH - 1) if one.key}
    if not states or not state.key:
        raise Unfit
    states[state.key[1]] = state
    attributes = [getattr(state.mapper.class_, name) for name in names]
    (column, *others) = key
    among = tuple_(*key).in_([*states]) if others else column.in_([one for (one,) in states])
    statement = select(*key, *attributes).where(among).execution_options(**_ALL)
    frozen = execution.session.execute(statement).freeze()
    found = {tuple(row[: len(key)]): row for row in frozen.data}
    if not found.keys() <= states.keys():
        raise Unfit
    for value, row in found.items():
        _fill(states[value], names, row[len(key) :])
    return frozen.with_new_rows([row for value, row in found.items() if value == state.key[1]])()


def _lacks(state: State, names: Collection[str]) -> bool:
    return not state.modified and state.dict.keys().isdisjoint(names)


def _fill(state: State, names: Collection[str], values: Iterable[Any]) -> None:
    instance = state.obj()
    if instance is not None:
        for name, value in zip(names, values, strict=True):
            set_committed_value(instance, name, value)
        # A relationship that was expired with them is read when it is asked for.
        state.expired_attributes.difference_update(state.mapper.relationships.keys())
        # Columns that notice changes within their values listen to this.
        state.manager.dispatch.refresh(state, None, [*names])
