"""JSON columns whose changes are seen at every depth: `row.settings["a"]["b"].append(1)` is written at the next flush.

SQLAlchemy's own `MutableDict` sees the first level only.
"""

import weakref
from collections.abc import Callable, Iterable
from typing import Any, SupportsIndex

from sqlalchemy import ARRAY, JSON, event
from sqlalchemy.orm import InstanceState, Mapper
from sqlalchemy.orm.attributes import flag_modified, instance_state

from colonnade.data.encryption.column import EncryptedType

Changed = Callable[[], None]


def track(cls: type, mapper: Mapper[Any]) -> None:
    """Let every JSON or array column of a mapped class hold values that tell the row of their changes."""
    names = _names(mapper)
    if not names:
        return
    event.listen(cls, "load", lambda state, _: _wrap(state, names), raw=True)
    event.listen(cls, "refresh", lambda state, *_: _wrap(state, names), raw=True)
    event.listen(cls, "refresh_flush", lambda state, *_: _wrap(state, names), raw=True)
    for name in names:
        event.listen(getattr(cls, name), "set", _wrap_new, raw=True, retval=True)


def track_unpickled(row: object) -> None:
    """Let a row that comes from a pickle, where containers are plain, see its changes again."""
    state = instance_state(row)
    _wrap(state, _names(state.mapper))


def _names(mapper: Mapper[Any]) -> list[str]:
    return [
        n
        for n, column in mapper.columns.items()
        if isinstance(column.type, JSON | ARRAY | EncryptedType)
    ]


def _wrap(state: InstanceState[Any], names: list[str]) -> None:
    for name in names:
        if name in state.dict:
            state.dict[name] = tracked(state.dict[name], told(state, name))


def _wrap_new(state: InstanceState[Any], value: Any, old: object, initiator: Any) -> Any:
    return tracked(value, told(state, initiator.key))


def told(state: InstanceState[Any], name: str) -> Changed:
    """What tells a row that the value of its attribute has changed."""
    reference = weakref.ref(state)

    def changed() -> None:
        state = reference()
        row = None if state is None else state.obj()
        if row is not None and state is not None and name in state.dict:
            flag_modified(row, name)

    return changed


def tracked(value: Any, changed: Changed) -> Any:
    """The value as containers that call `changed`; a copy, so that two rows never share one."""
    if isinstance(value, dict):
        return TrackedDict(value, changed)
    return TrackedList(value, changed) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """The value as plain containers, for copies and pickles, which belong to no row."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


class TrackedDict(dict[Any, Any]):
    """A dict in a JSON column."""

    def __init__(self, items: dict[Any, Any], changed: Changed) -> None:
        super().__init__({key: tracked(value, changed) for key, value in items.items()})
        self._changed = changed

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, tracked(value, self._changed))
        self._changed()

    def __delitem__(self, key: Any) -> None:
        super().__delitem__(key)
        self._changed()

    def __ior__(self, other: Any) -> "TrackedDict":  # type: ignore[misc]
        self.update(other)
        return self

    def update(self, *args: Any, **items: Any) -> None:
        """As `dict.update`."""
        for key, value in dict(*args, **items).items():
            self[key] = value

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """As `dict.setdefault`."""
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, *args: Any) -> Any:
        """As `dict.pop`."""
        value = super().pop(*args)
        self._changed()
        return value

    def popitem(self) -> tuple[Any, Any]:
        """As `dict.popitem`."""
        item = super().popitem()
        self._changed()
        return item

    def clear(self) -> None:
        """As `dict.clear`."""
        super().clear()
        self._changed()

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (_plain(self),)


class TrackedList(list[Any]):
    """A list in a JSON column."""

    def __init__(self, items: Iterable[Any], changed: Changed) -> None:
        super().__init__(tracked(value, changed) for value in items)
        self._changed = changed

    def _wrapped(self, values: Iterable[Any]) -> list[Any]:
        return [tracked(value, self._changed) for value in values]

    def __setitem__(self, index: Any, value: Any) -> None:
        many = isinstance(index, slice)
        super().__setitem__(index, self._wrapped(value) if many else tracked(value, self._changed))
        self._changed()

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        super().__delitem__(index)
        self._changed()

    def __iadd__(self, values: Iterable[Any]) -> "TrackedList":  # type: ignore[misc]
        self.extend(values)
        return self

    def __imul__(self, count: SupportsIndex) -> "TrackedList":
        self[:] = list(self) * int(count)
        return self

    def append(self, value: Any) -> None:
        """As `list.append`."""
        super().append(tracked(value, self._changed))
        self._changed()

    def extend(self, values: Iterable[Any]) -> None:
        """As `list.extend`."""
        super().extend(self._wrapped(values))
        self._changed()

    def insert(self, index: SupportsIndex, value: Any) -> None:
        """As `list.insert`."""
        super().insert(index, tracked(value, self._changed))
        self._changed()

    def pop(self, index: SupportsIndex = -1) -> Any:
        """As `list.pop`."""
        value = super().pop(index)
        self._changed()
        return value

    def remove(self, value: Any) -> None:
        """As `list.remove`."""
        super().remove(value)
        self._changed()

    def clear(self) -> None:
        """As `list.clear`."""
        super().clear()
        self._changed()

    def sort(self, **options: Any) -> None:
        """As `list.sort`."""
        super().sort(**options)
        self._changed()

    def reverse(self) -> None:
        """As `list.reverse`."""
        super().reverse()
        self._changed()

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (_plain(self),)
