"""What an OpenAPI document says that an application can be asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from colonnade.two_owners.names import same_thing

METHODS = ("get", "post", "put", "patch", "delete")
_RUN = re.compile(r"(?:/\{[^}]+\})+")
_PARAMETER = re.compile(r"\{([^}:]+)(?::[^}]*)?\}")


@dataclass(frozen=True)
class Collection:
    """Where rows of one kind are listed, made, and found by key.

    Attributes:
        path: `/notes`, without a slash at the end.
        keys: the parameters of the path that name one row, `("id",)`.
    """

    path: str
    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        """The last word of the path."""
        words = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return words[-1] if words else ""


@dataclass(frozen=True)
class Operation:
    """A method of a path.

    Attributes:
        body: the schema of the JSON it takes, or None.
        query: the schema of each parameter of the query string.
        required: which of them it cannot do without.
    """

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()

    @property
    def route(self) -> str:
        """As people write it: `GET /notes/{id}`."""
        return f"{self.method} {self.path}"

    @property
    def reads(self) -> bool:
        """Whether it is meant to change nothing."""
        return self.method == "GET"


class Api:
    """The operations of an application, and the collections that they are about.

    Args:
        document: what `app.openapi()` returns.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self.operations = list(self._operations())
        self.collections = self._collections()

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema that a `$ref` stands for, or the one of several that is not null."""
        while True:
            options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
            if "$ref" in schema:
                schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            elif options:
                schema = next((o for o in options if o.get("type") != "null"), {})
            else:
                return schema

    def runs(self, path: str) -> list[tuple[Collection, tuple[str, ...]]]:
        """The parameters of a path, each run of them with the collection that its rows are in."""
        return [
            (self._at(path[: run.start()], names), names)
            for run in _RUN.finditer(path)
            for names in [tuple(_PARAMETER.findall(run[0]))]
        ]

    def home(self, path: str) -> Collection | None:
        """The collection that an operation is about: the last one that its path goes through."""
        plain = f"{path.rstrip('/')}/"
        found = [c for c in self.collections if plain.startswith(f"{c.path}/")]
        return max(found, key=lambda collection: len(collection.path), default=None)

    def pointed_at(self, name: str, home: Collection | None) -> Collection | None:
        """The collection whose keys a field or parameter of this name holds."""
        base = name.partition("__")[0]
        thing = re.sub(r"_?ids?$", "", base)
        if home and (not thing or thing == "parent"):
            return home
        if thing == base and "__" not in name:
            return None
        found = (c for c in self.collections if same_thing(thing, c.name))
        own = home if home and base in home.keys else None
        return next(found, own)

    def by_name(self, name: str) -> Collection | None:
        """The collection of the rows that a response shows under this name."""
        return next((c for c in self.collections if same_thing(name, c.name)), None)

    def on(self, collection: Collection, method: str, suffix: str = "") -> Operation | None:
        """The operation of a collection, or of what comes after it in its path."""
        path = f"{collection.path}{suffix}"
        wanted = (o for o in self.operations if o.method == method and o.path.rstrip("/") == path)
        return next(wanted, None)

    def on_row(self, collection: Collection, method: str) -> Operation | None:
        """The operation of one row of a collection."""
        return self.on(collection, method, "".join(f"/{{{name}}}" for name in collection.keys))

    def _at(self, path: str, names: tuple[str, ...]) -> Collection:
        found = (c for c in self.collections if c.path == path)
        return next(found, Collection(path, names))

    def _collections(self) -> list[Collection]:
        ops = self.operations
        lists = {o.path.rstrip("/") for o in ops if o.reads}
        makes = {o.path.rstrip("/") for o in ops if o.method == "POST" and o.body}
        both = [o.path.rstrip("/") for o in ops if o.path.rstrip("/") in lists & makes]
        keys = dict.fromkeys(both, ("id",))
        for operation in ops:
            for run in _RUN.finditer(operation.path):
                before = operation.path[: run.start()]
                if before in lists | makes:
                    keys[before] = tuple(_PARAMETER.findall(run[0]))
        return [Collection(path, names) for path, names in keys.items()]

    def _operations(self) -> Iterator[Operation]:
        for path, methods in self._document.get("paths", {}).items():
            for method in METHODS:
                if method in methods:
                    yield self._operation(method, path, methods[method])

    def _operation(self, method: str, path: str, said: Mapping[str, Any]) -> Operation:
        query = [p for p in said.get("parameters", ()) if p.get("in") == "query"]
        content = said.get("requestBody", {}).get("content", {})
        return Operation(
            method.upper(),
            path,
            content.get("application/json", {}).get("schema"),
            {p["name"]: p.get("schema", {}) for p in query},
            frozenset(p["name"] for p in query if p.get("required")),
        )
