"""Bodies made from the schemas of requests."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from colonnade.two_owners.operations import Api, Collection
from colonnade.two_owners.values import Marks

Fields = Literal["all", "plain", "required"]
"""Which fields a body has: all of them, those that hold no keys, or those that it cannot do without."""

KeyOf = Callable[[Collection], Any]
"""Gives the key of some row of a collection, or None."""

DEPTH = 4
"""How far objects may hold objects."""


class Bodies:
    """Makes bodies for one owner.

    Args:
        api: the operations, which know what a schema refers to.
        marks: the texts of the owner.
        key_of: gives the keys for the fields that hold some.
    """

    def __init__(self, api: Api, marks: Marks, key_of: KeyOf) -> None:
        self._api = api
        self._marks = marks
        self._key_of = key_of

    def make(
        self,
        schema: Mapping[str, Any],
        home: Collection | None,
        fields: Fields = "all",
        given: Mapping[str, Any] | None = None,
        depth: int = DEPTH,
    ) -> Any:
        """A value for a schema.

        Args:
            home: the collection that it is for.
            given: values by the names of fields, which go before those that are made up, at any depth.
        """
        schema, given = self._api.resolved(schema), given or {}
        if schema.get("type") == "array":
            return [self.make(schema.get("items", {}), home, fields, given, depth - 1)]
        if "properties" not in schema:
            return {} if schema.get("type") == "object" else self._marks.value(schema)
        made = {}
        for name, field in schema["properties"].items():
            if name in given:
                made[name] = given[name]
            elif self._wanted(name, schema, home, fields, depth):
                made[name] = self._field(name, field, home, fields, given, depth)
        return {name: value for name, value in made.items() if value is not _NOTHING}

    def names(self, schema: Mapping[str, Any], depth: int = DEPTH) -> dict[str, Mapping[str, Any]]:
        """The fields of a schema, those within its objects and lists included."""
        schema = self._api.resolved(schema)
        if schema.get("type") == "array":
            return self.names(schema.get("items", {}), depth)
        found: dict[str, Mapping[str, Any]] = {}
        for name, field in schema.get("properties", {}).items():
            found[name] = self._api.resolved(field)
            if depth:
                found = {**self.names(field, depth - 1), **found}
        return found

    def _wanted(
        self,
        name: str,
        schema: Mapping[str, Any],
        home: Collection | None,
        fields: Fields,
        depth: int,
    ) -> bool:
        if name in schema.get("required", ()):
            return True
        plain = self._api.pointed_at(name, home) is None
        return depth > 0 and (fields == "all" or (fields == "plain" and plain))

    def _field(
        self,
        name: str,
        schema: Mapping[str, Any],
        home: Collection | None,
        fields: Fields,
        given: Mapping[str, Any],
        depth: int,
    ) -> Any:
        target = self._api.pointed_at(name, home)
        if target is None:
            return self.make(schema, home, fields, given, depth - 1)
        key, many = self._key_of(target), self._api.resolved(schema).get("type") == "array"
        if key is None:
            return [] if many else _NOTHING
        return [key] if many else key


_NOTHING = object()
