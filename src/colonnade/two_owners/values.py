"""Values that fit a JSON schema; texts carry a mark, so that they are known again wherever they turn up."""

import re
import secrets
from collections.abc import Mapping
from itertools import count
from string import ascii_lowercase
from typing import Any
from uuid import uuid4

from colonnade.testing import letters

_FORMATS = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05",
    "duration": "PT1H",
    "ipv4": "192.0.2.1",
    "binary": "AAAA",
    "byte": "AAAA",
}
_MARKED = {"email": "{}@example.com", "uri": "https://example.com/{}", "hostname": "{}.example.com"}


class Marks:
    """Texts of one owner: each differs from all others, and all begin with the same six letters."""

    def __init__(self) -> None:
        self.mark = "".join(secrets.choice(ascii_lowercase) for _ in range(6))
        self._numbers = count(1)

    def number(self) -> int:
        """A number that was not given before."""
        return next(self._numbers)

    def text(self) -> str:
        """A text that was not given before."""
        return self.mark + letters(self.number(), 3).lower()

    def value(self, schema: Mapping[str, Any]) -> Any:
        """A value for a schema that is neither an object nor a list."""
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        match schema.get("type"):
            case "string":
                return self._string(schema)
            case "integer" | "number":
                return self._between(schema)
            case "boolean":
                return True
        return _example(schema)

    def _string(self, schema: Mapping[str, Any]) -> Any:
        kind, text = schema.get("format", ""), self.text()
        if kind == "uuid":
            return str(uuid4())
        if kind in _FORMATS:
            return _FORMATS[kind]
        text = _MARKED.get(kind, "{}").format(text)
        least, most = schema.get("minLength", 0), schema.get("maxLength", 255)
        text = text.ljust(least, "x") if len(text) <= most else text[-most:]
        fitting = (text, text.upper(), text.capitalize(), str(self.number()).rjust(least, "0"))
        pattern = schema.get("pattern", "")
        return next((t for t in fitting if re.search(pattern, t)), _example(schema))

    def _between(self, schema: Mapping[str, Any]) -> Any:
        """A small number within the limits."""
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        high = schema.get("maximum", schema.get("exclusiveMaximum", 1000))
        step = schema.get("multipleOf", 1)
        value = max(low, 1) if high >= 1 else high
        return -(-value // step) * step


def missing(like: Any) -> Any:
    """A value that nobody has, of the same kind: a large number, a UUID, as many letters."""
    if isinstance(like, list):
        return [missing(one) for one in like]
    if isinstance(like, int):
        return 1_000_000_000 + secrets.randbelow(1_000_000_000)
    if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", str(like)):
        return str(uuid4())
    return "".join(secrets.choice(ascii_lowercase) for _ in str(like))


def _example(schema: Mapping[str, Any]) -> Any:
    examples = schema.get("examples") or [schema.get("example", schema.get("default"))]
    return examples[0]
