"""Examples of request bodies for the OpenAPI document, made from their schema."""

from typing import Any

from pydantic import BaseModel

_BY_FORMAT = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00",
    "duration": "PT1H",
    "uuid": "01890a5d-ac96-774b-bcce-b302099a8057",
    "email": "ann@example.org",
    "uri": "https://example.org",
}
_BY_TYPE: dict[str, Any] = {
    "boolean": True,
    "integer": 1,
    "number": 1.5,
    "array": [],
    "object": {},
    "null": None,
}


def example(schema: type[BaseModel], *key: str) -> dict[str, Any]:
    """A body with all required fields, or with a key and one field more.

    Args:
        schema: what the body must be.
        key: the fields that name a row, for a change of it.
    """
    described = schema.model_json_schema()
    fields, definitions = described.get("properties", {}), described.get("$defs", {})
    required = described.get("required", [])
    others = [name for name in fields if name not in required]
    names = [*required, *others[: 1 if key or not required else 0]]
    return {name: _value(fields[name], definitions) for name in names}


def _value(field: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """What the field gives as its example or allows, else a value of its type."""
    if "$ref" in field:
        field = definitions[field["$ref"].rpartition("/")[2]]
    for kept in ("examples", "enum"):
        if field.get(kept):
            return field[kept][0]
    if "const" in field or "example" in field:
        return field.get("const", field.get("example"))
    kinds = field.get("anyOf") or field.get("oneOf") or field.get("allOf")
    if kinds:
        return _value(kinds[0], definitions)
    return _of_type(field)


def _of_type(field: dict[str, Any]) -> Any:
    if field.get("format") in _BY_FORMAT:
        return _BY_FORMAT[field["format"]]
    if field.get("contentEncoding") == "base64":
        return "aGk="
    kind = field.get("type", "object")
    if kind == "string":
        return "text"[: field.get("maxLength", 4)].ljust(field.get("minLength", 0), "x")
    if kind == "integer":
        return max(1, field.get("minimum", 1), field.get("exclusiveMinimum", 0) + 1)
    return _BY_TYPE.get(kind)
