"""What was filled for siblings, and is read again when the unit writes what it shows.

A sibling's collection is read earlier than the application asked for it. What the same unit has written in the meantime
by foreign keys alone, as `Task(user_id=1)`, must be in it as if it had been read when it was asked for.
"""

from collections.abc import Iterable
from typing import Any
from weakref import ref

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper, RelationshipProperty, Session

from colonnade.data.watch.siblings import State

_OFTEN = 3
"""So often a relationship is read for siblings again after a write; a loop that writes each time reads one by one."""

_AT_MOST = 64

Relationship = RelationshipProperty[Any]


class Filled:
    """The attributes of one session that were filled for siblings."""

    def __init__(self) -> None:
        self._batches: list[tuple[Relationship, list[ref[State]]]] = []
        self._written: dict[Relationship, int] = {}

    def __bool__(self) -> bool:
        return bool(self._batches)

    def add(self, relationship: Relationship, states: Iterable[State]) -> None:
        """Note the instances whose attribute was filled."""
        if len(self._batches) >= _AT_MOST:
            self._batches = [b for b in self._batches if any(one() is not None for one in b[1])]
        self._batches.append((relationship, [*map(ref, states)]))

    def is_often_written(self, relationship: Relationship) -> bool:
        """Whether reading it for siblings has been in vain too often in this session."""
        return self._written.get(relationship, 0) >= _OFTEN

    def give_up(self, relationship: Relationship) -> None:
        """Read a relationship one by one from now on."""
        self._written[relationship] = _OFTEN

    def written(self, session: Session, classes: Iterable[type] | None = None) -> None:
        """Let what shows rows that were written be read again.

        Args:
            session: the session that wrote.
            classes: of the rows; None when nobody knows.
        """
        mappers: set[Mapper[Any]] | None = None
        if classes is not None:
            mappers = {inspect(cls).base_mapper for cls in classes}
        kept: list[tuple[Relationship, list[ref[State]]]] = []
        for relationship, states in self._batches:
            if mappers is None or _shows(relationship, mappers):
                self._written[relationship] = self._written.get(relationship, 0) + 1
                _expire(session, relationship.key, states)
            else:
                kept.append((relationship, states))
        self._batches = kept

    def forget(self) -> None:
        """Forget all of it, as when the session has let go of every value itself."""
        self._batches.clear()


def _shows(relationship: Relationship, mappers: set[Mapper[Any]]) -> bool:
    linked = relationship.secondary
    return relationship.mapper.base_mapper in mappers or any(
        linked is not None and mapper.local_table is linked for mapper in mappers
    )


def _expire(session: Session, name: str, states: Iterable[ref[State]]) -> None:
    for one in states:
        state = one()
        instance = None if state is None else state.obj()
        if state is None or instance is None or state.session is not session:
            continue
        # What the application has changed in it since is not thrown away.
        if state.persistent and name in state.dict and name not in state.committed_state:
            session.expire(instance, [name])
