"""The rows of one owner: made by the application's own routes, from its own schemas."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from colonnade.two_owners.bodies import Bodies, Fields
from colonnade.two_owners.clients import Answer, Client, Request, ask
from colonnade.two_owners.operations import Api, Collection, Operation
from colonnade.two_owners.values import Marks

EACH = 2
"""How many rows are made in a collection: one to point at, and one that points at it."""
_ATTEMPTS: tuple[Fields, ...] = ("all", "plain", "required")


@dataclass(frozen=True)
class Row:
    """A row and how it is reached.

    Attributes:
        path: the parameters of the path that names it, those of the rows above it included.
        values: the row as it was answered.
        sent: the body that it was made from; empty for one that was found.
    """

    collection: Collection
    path: Mapping[str, Any]
    values: Mapping[str, Any]
    sent: Mapping[str, Any]

    @property
    def key(self) -> tuple[Any, ...]:
        """Its key, as many values as the path has parameters for it."""
        return tuple(self.path[name] for name in self.collection.keys)


class Rows:
    """What one owner has, by collection.

    Args:
        api: the operations.
        client: asks as this owner.
        shared: the paths of collections whose rows are everybody's, so that their texts tell nothing.
    """

    def __init__(self, api: Api, client: Client, shared: Set[str] = frozenset()) -> None:
        self.api = api
        self.client = client
        self.marks = Marks()
        self.bodies = Bodies(api, self.marks, self._key_of)
        self._shared = shared
        self._unmarked = Bodies(api, Marks(), self._key_of)
        self.problems: dict[str, tuple[Collection, int]] = {}
        self._rows: list[Row] = []

    def make_all(self) -> None:
        """Make rows in every collection, those that others point at first."""
        for _ in range(EACH):
            left = self._ordered()
            # What fails for want of another row may succeed once that one is made.
            while left and (rest := [c for c in left if self.make(c) is None]) != left:
                left = rest

    def _ordered(self) -> list[Collection]:
        """The collections, each after those that its rows point at, but for circles."""
        left, ordered = list(self.api.collections), []
        while left:
            ready = (c for c in left if not any(o in self._needs(c) for o in left if o != c))
            ordered.append(following := next(ready, left[0]))
            left.remove(following)
        return ordered

    def _needs(self, collection: Collection) -> list[Collection | None]:
        """The collections that a new row may point at."""
        operation = self.api.on(collection, "POST")
        if operation is None:
            return []
        fields = self.bodies.names(operation.body or {})
        above = [found for found, _ in self.api.runs(operation.path)]
        return [*above, *(self.api.pointed_at(name, collection) for name in fields)]

    def make(self, collection: Collection) -> Row | None:
        """Make a row, with as many fields as the application takes."""
        operation = self.api.on(collection, "POST")
        path = {} if operation is None else self.path_to(operation)
        if operation is None or operation.body is None or path is None:
            return None
        bodies = self._unmarked if collection.path in self._shared else self.bodies
        for fields in _ATTEMPTS:
            body = bodies.make(operation.body, collection, fields)
            answer = ask(self.client, Request(operation, path, body=body))
            if answer.ok:
                return self._keep(collection, path, body, answer)
        self.problems.setdefault(operation.route, (collection, answer.status))
        return None

    def find(self, collection: Collection) -> list[Row]:
        """The rows of its list, as the owner sees them."""
        operation = self.api.on(collection, "GET")
        path = None if operation is None else self.path_to(operation)
        if operation is None or path is None:
            return []
        found = ask(self.client, Request(operation, path)).rows
        return [row for values in found for row in self._row(collection, path, values, {})]

    def all(self) -> list[Row]:
        """Every row."""
        return self._rows

    def of(self, collection: Collection) -> Row | None:
        """The last row of a collection: the one that points at most others."""
        return next((r for r in reversed(self._rows) if r.collection == collection), None)

    def add(self, row: Row) -> None:
        """Count a row that was found among the owner's; the ones that were made are used before it."""
        self._rows.insert(0, row)

    def forget(self, row: Row) -> None:
        """Take away a row that is gone."""
        self._rows.remove(row)

    def read(self, row: Row) -> Answer | None:
        """The row as the owner sees it now; None when no route shows it."""
        operation = self.api.on_row(row.collection, "GET")
        return None if operation is None else ask(self.client, Request(operation, row.path))

    def path_to(self, operation: Operation) -> dict[str, Any] | None:
        """Values for the parameters of a path; None without a row to name."""
        path: dict[str, Any] = {}
        for collection, names in self.api.runs(operation.path):
            row = self.of(collection) or self._alike(names)
            if row is None:
                return None
            path |= dict(zip(names, row.key, strict=False)) | dict(row.path)
        return path

    def _alike(self, names: tuple[str, ...]) -> Row | None:
        """A row for `{task_id}` in a path that no list of tasks comes before."""
        target = self.api.pointed_at(names[0], None)
        return self.of(target) if target else None

    def _key_of(self, collection: Collection) -> Any:
        row = self.of(collection)
        return None if row is None or len(row.key) != 1 else row.key[0]

    def _keep(
        self, collection: Collection, path: Mapping[str, Any], body: Any, answer: Answer
    ) -> Row | None:
        values = answer.json if isinstance(answer.json, dict) else {}
        for row in self._row(collection, path, values, body):
            seen = self.read(row)
            if seen is None or seen.ok:  # a route that makes accounts makes somebody else's row
                self._rows.append(row)
                return row
        return None

    def _row(
        self, collection: Collection, path: Mapping[str, Any], values: Mapping[str, Any], sent: Any
    ) -> Iterator[Row]:
        names = [name if name in values else "id" for name in collection.keys]
        if all(name in values for name in names):
            key = {p: values[n] for p, n in zip(collection.keys, names, strict=True)}
            yield Row(collection, {**path, **key}, values, sent if isinstance(sent, dict) else {})
