"""The instances that came from the same result.

The rule here: nothing is noted while a result is read, so that a unit without lazy loads pays nothing. SQLAlchemy
numbers its results and each instance knows the number of its own, so siblings are found by one look through the
identity map, when they are first asked for. All references are weak.
"""

from collections.abc import Iterator
from itertools import chain
from operator import call
from typing import Any
from weakref import ref

from sqlalchemy.orm import InstanceState, Session

State = InstanceState[Any]
Result = tuple[int | None, Any]
"""The number of a result and the class of the instances in it."""

_LOOKED_THROUGH = 1000
"""So many instances are looked through in less time than a statement takes."""

_AT_MOST = 64


class Siblings:
    """The instances of one session, by the results that they came from."""

    def __init__(self) -> None:
        self._groups: dict[Result, list[ref[State]]] = {}
        self._asked: float = float("inf")

    def of(self, session: Session, state: State) -> Iterator[State]:
        """The siblings that are still in memory: those that came after an instance, then those before it.

        Args:
            session: the session that has them.
            state: the instance.
        """
        group, place = self._group(session, state)
        number = state.session_id
        found = map(call, chain(group[place + 1 :], group[:place]))
        return (one for one in found if one is not None and one.session_id == number)

    def forget(self) -> None:
        """Forget all results, as at the end of a transaction."""
        self._groups.clear()
        self._asked = float("inf")

    def _group(self, session: Session, state: State) -> tuple[list[ref[State]], int]:
        """The instances of a result, and where one of them stands among them."""
        result = (state.runid, state.manager)
        place = _place(group := self._groups.get(result, []), state)
        # A result that is read in parts has grown when an instance is not in its group.
        if place < len(group) or not self._may_look(session):
            return group, place
        run, manager = result
        states = session.identity_map.all_states()
        group = [ref(one) for one in states if one.runid == run and one.manager is manager]
        if len(group) > 1:
            self._keep(result, group)
        return group, _place(group, state)

    def _may_look(self, session: Session) -> bool:
        """Whether a look is worth it: rows that were read one by one have no siblings, and each would cost a look."""
        self._asked += 1
        if self._asked * _LOOKED_THROUGH < len(session.identity_map):
            return False
        self._asked = 0
        return True

    def _keep(self, result: Result, group: list[ref[State]]) -> None:
        self._asked = float("inf")
        self._groups.pop(result, None)
        if len(self._groups) == _AT_MOST:
            del self._groups[next(iter(self._groups))]
        self._groups[result] = group


def _place(group: list[ref[State]], state: State) -> int:
    """Where an instance stands; behind the last one when it is not there."""
    try:
        return group.index(ref(state))
    except ValueError:
        return len(group)
