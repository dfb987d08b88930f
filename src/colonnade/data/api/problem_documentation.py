"""Problems in the OpenAPI document: one schema, and its own media type on every response that is a problem."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI

MEDIA_TYPE = "application/problem+json"
_PROBLEMS = {
    "#/components/schemas/Problem",
    "#/components/schemas/HTTPValidationError",
}
_REFERENCE = {"$ref": "#/components/schemas/Problem"}


def document(app: FastAPI, schema: dict[str, Any]) -> None:
    """Make an application's OpenAPI document say what its problem handlers answer.

    Args:
        app: the application.
        schema: the JSON schema of a problem.
    """
    original: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        documented = original()
        _register(documented.setdefault("components", {}).setdefault("schemas", {}), schema)
        for response in _responses(documented):
            _retype(response.get("content", {}))
        return documented

    app.openapi = openapi  # type: ignore[method-assign]


def _register(schemas: dict[str, Any], schema: dict[str, Any]) -> None:
    problem = {key: value for key, value in schema.items() if key != "$defs"}
    schemas.update({**schema.get("$defs", {}), "Problem": problem})
    for replaced in ("HTTPValidationError", "ValidationError"):
        schemas.pop(replaced, None)


def _responses(documented: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in documented.get("paths", {}).values():
        for operation in path.values():
            if isinstance(operation, dict):
                yield from operation.get("responses", {}).values()


def _retype(content: dict[str, Any]) -> None:
    body = content.get("application/json", {})
    if body.get("schema", {}).get("$ref") in _PROBLEMS:
        content[MEDIA_TYPE] = {**content.pop("application/json"), "schema": _REFERENCE}
