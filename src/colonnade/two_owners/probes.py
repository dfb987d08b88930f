"""What a stranger asks: each operation with the owner's keys and texts, wherever one fits."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from colonnade.two_owners.bodies import Fields
from colonnade.two_owners.clients import Answer, Request, ask
from colonnade.two_owners.judge import Probe
from colonnade.two_owners.operations import Api, Collection, Operation
from colonnade.two_owners.rows import Row, Rows
from colonnade.two_owners.values import missing

_ORDERS = {"lt", "lte", "le", "gt", "gte", "ge", "min", "max", "before", "after", "since", "until"}
_SORTS = {"sort", "sort_by", "order", "order_by", "ordering"}
_CURSORS = {"after", "before", "cursor", "next", "next_cursor", "page_token", "starting_after"}
_SIZES = {"size", "limit", "page_size", "per_page", "first"}


class Probes:
    """Makes the requests of a stranger.

    Args:
        api: the operations.
        owner: whose rows are asked for.
        stranger: whose own rows fill what else a request needs.
    """

    def __init__(self, api: Api, owner: Rows, stranger: Rows) -> None:
        self._api = api
        self._owner = owner
        self._stranger = stranger

    def plain(self, operation: Operation) -> Iterator[Request]:
        """A reading operation as the stranger uses it every day: as it is, and with each flag set."""
        path = self._stranger.path_to(operation)
        if path is None:
            return
        needed = self._needed(operation)
        yield (bare := Request(operation, path, needed))
        for name, schema in operation.query.items():
            kinds = {one.get("type") for one in (schema.get("oneOf") or schema.get("anyOf") or ())}
            if "boolean" in {schema.get("type"), *kinds} and "__" not in name:
                yield replace(bare, query={**needed, name: "true"})

    def by_key(self, operation: Operation) -> Iterator[Probe]:
        """The owner's keys in the path, all of them or one among the stranger's own."""
        runs = self._api.runs(operation.path)
        row = self._owner.of(runs[-1][0]) if runs else None
        theirs = dict(row.path) if row else self._owner.path_to(operation)
        if not runs or theirs is None:
            return
        own = self._stranger.path_to(operation) or {}
        yield from self._keyed(operation, theirs, theirs, "the owner's key")
        for _, names in runs if len(runs) > 1 else ():
            path = {**theirs, **own, **{name: theirs[name] for name in names}}
            yield from self._keyed(operation, path, names, f"the owner's {', '.join(names)}")

    def by_deleted(self, operation: Operation, row: Row) -> Iterator[Probe]:
        """The key of a row that the owner has deleted."""
        yield from self._keyed(operation, dict(row.path), row.path, "a deleted row's key")

    def by_query(self, operation: Operation) -> Iterator[Probe]:
        """The owner's keys and texts in each parameter of a query string."""
        path, home = self._stranger.path_to(operation), self._api.home(operation.path)
        if path is None:
            return
        for name, schema in operation.query.items():
            value = self._asked(name, self._api.resolved(schema), home)
            if value is not None:
                query = self._needed(operation)
                yield Probe(
                    name,
                    Request(operation, path, {**query, name: value}),
                    (value,),
                    Request(operation, path, {**query, name: missing(value)}),
                    alike=name.rpartition("_")[2] not in _ORDERS,
                )

    def by_cursor(self, operation: Operation) -> Iterator[Probe]:
        """The cursors of the owner's pages."""
        path, own = self._stranger.path_to(operation), self._owner.path_to(operation)
        names = [name for name in operation.query if name in _CURSORS]
        if path is None or own is None or not names:
            return
        size = {name: 1 for name in operation.query if name in _SIZES}
        page = ask(self._owner.client, Request(operation, own, size)).json
        cursors = page.values() if isinstance(page, dict) else ()
        for name, cursor in product(names, (c for c in cursors if isinstance(c, str))):
            yield Probe("the owner's cursor", Request(operation, path, {name: cursor}), (cursor,))

    def by_body(self, operation: Operation) -> Iterator[Probe]:
        """The owner's keys in each field of a body that holds keys."""
        home, path = self._api.home(operation.path), self._stranger.path_to(operation)
        if operation.body is None or path is None:
            return
        for given in self._given(operation, home):
            yield from self._bodied(operation, path, home, given)

    def by_text(self, operation: Operation) -> Iterator[Probe]:
        """The owner's texts in the fields of a body, where one may be searched for or has to be unique."""
        home, path = self._api.home(operation.path), self._stranger.path_to(operation)
        if operation.body is None or path is None:
            return
        for name, schema in self._stranger.bodies.names(operation.body).items():
            value = self._asked(name, schema, home)
            if self._owner.marks.mark in str(value):
                yield from self._bodied(operation, path, home, {name: value})

    def by_nothing(self, operation: Operation) -> Iterator[Probe]:
        """A writing operation that takes nothing: it may clear everybody's rows."""
        if operation.body is None and not self._api.runs(operation.path):
            yield Probe("nothing", Request(operation, query=self._needed(operation)))

    def _keyed(
        self, operation: Operation, path: Mapping[str, Any], aimed: Any, by: str
    ) -> Iterator[Probe]:
        names = {name for _, run in self._api.runs(operation.path) for name in run}
        path = {name: value for name, value in path.items() if name in names}
        nobody = {**path, **{n: missing(path[n]) for n in aimed if n in names}}
        sent = tuple(path.values())
        for request in self._bodies(Request(operation, path, self._needed(operation))):
            yield Probe(by, request, sent, replace(request, path=nobody))
        for tag in self._tags(path, operation):
            request = replace(request, headers={"If-Match": tag})
            yield Probe(f"{by}, its ETag", request, sent, replace(request, path=nobody))

    def _bodies(self, request: Request) -> Iterator[Request]:
        """The request with a body that the application takes, if it needs one."""
        operation = request.operation
        if operation.body is None:
            yield request
            return
        home, bodies = self._api.home(operation.path), self._stranger.bodies
        nobody = {name: missing(value) for name, value in request.path.items()}
        attempts: tuple[Fields, ...] = ("all", "plain", "required")
        for fields in attempts:
            request = replace(request, body=bodies.make(operation.body, home, fields))
            answer = ask(self._stranger.client, replace(request, path=nobody))
            if answer.status not in {400, 422}:
                break
        yield request

    def _bodied(
        self,
        operation: Operation,
        path: Mapping[str, Any],
        home: Collection | None,
        given: Mapping[str, Any],
    ) -> Iterator[Probe]:
        bodies, schema = self._stranger.bodies, operation.body or {}
        nobody = {name: missing(value) for name, value in given.items()}
        held = [one for v in given.values() for one in (v if isinstance(v, list) else [v])]
        yield Probe(
            f"the owner's {', '.join(given)}",
            Request(operation, path, body=bodies.make(schema, home, "required", given)),
            tuple(held),
            Request(operation, path, body=bodies.make(schema, home, "required", nobody)),
        )

    def _given(self, operation: Operation, home: Collection | None) -> Iterator[dict[str, Any]]:
        fields = self._stranger.bodies.names(operation.body or {})
        row = self._owner.of(home) if home else None
        if row and row.key and all(name in fields for name in row.collection.keys):
            yield dict(zip(row.collection.keys, row.key, strict=True))
        for name, schema in fields.items():
            target = self._api.pointed_at(name, home)
            row = self._owner.of(target) if target else None
            many = schema.get("type") == "array"
            if row and len(row.key) == 1 and (name,) != row.collection.keys:
                yield {name: [row.key[0]] if many else row.key[0]}

    def _asked(self, name: str, schema: Mapping[str, Any], home: Collection | None) -> Any:
        """What of the owner's fits into a parameter."""
        target, kind = self._api.pointed_at(name, home), schema.get("type")
        if name in _SORTS | _CURSORS | _SIZES or kind == "boolean" or "enum" in schema:
            return None
        base = name.partition("__")[0]
        target = target or (self._api.by_name(base) if "__" in name else None)
        row = self._owner.of(target) if target else None
        if row and len(row.key) == 1 and kind in {"integer", "string", "array"}:
            return row.key[0]
        return self._text(base, home) if kind == "string" and "format" not in schema else None

    def _text(self, field: str, home: Collection | None) -> Any:
        """A text of the owner: of that field, or else any one of the collection's rows, or of all."""
        row = self._owner.of(home) if home else None
        sent = dict(row.sent) if row else {}
        if not sent:
            sent = {k: v for row in self._owner.all() for k, v in row.sent.items()}
        texts = [v for v in (sent.get(field), *sent.values()) if isinstance(v, str)]
        return next((text for text in texts if self._owner.marks.mark in text), None)

    def _tags(self, path: Mapping[str, Any], operation: Operation) -> Iterator[str]:
        if operation.method in {"PUT", "PATCH", "DELETE"}:
            for row in self._owner.all():
                if dict(row.path) == dict(path) and row.collection == self._api.home(
                    operation.path
                ):
                    answer = self._owner.read(row) or Answer(404)
                    yield from (v for name, v in answer.headers.items() if name == "etag")

    def _needed(self, operation: Operation) -> dict[str, Any]:
        """Values for the parameters that an operation cannot do without."""
        value, resolved = self._stranger.marks.value, self._api.resolved
        return {name: value(resolved(operation.query[name])) for name in operation.required}
