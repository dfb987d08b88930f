"""Moments of a table have a time zone: pydantic refuses others with the field's name, before the database is asked."""

from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema


class Aware:
    """Marks a field whose moments must say their time zone."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        made: CoreSchema = _aware(handler(source))
        return made

    def __repr__(self) -> str:
        return "aware"


AWARE = Aware()


def _aware(schema: Any) -> Any:
    """The schema, of which a moment without a time zone is no value."""
    if schema["type"] == "datetime":
        return {**schema, "tz_constraint": "aware"}
    if schema["type"] == "nullable":
        return {**schema, "schema": _aware(schema["schema"])}
    return schema
