"""A statement without its parameters."""

import re
from typing import Any

from colonnade.data.watch.asked import PLACE, VALUE, is_by_hand
from colonnade.profile.recording.record import Kind

_IN = re.compile(r"__\[POSTCOMPILE_[^\]]*\]")
_LIMIT = re.compile(r"\b(?:LIMIT|FETCH FIRST)\b", re.IGNORECASE)
_OFFSET = re.compile(
    r"\b(?:OFFSET\s+|LIMIT\s+(?=[^\s,]+\s*,))"  # MySQL's LIMIT begins with it
    r"(?:(?P<written>\d+)|%\((?P<name>\w+)\)s|\$(?P<number>\d+)|%s|\?)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\s*(?:WITH\b.*?\)\s*)?(SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE | re.DOTALL
)
_KINDS: dict[str, Kind] = {
    "select": "select",
    "insert": "insert",
    "update": "update",
    "delete": "delete",
}


def described(context: Any, text: str) -> dict[str, Any]:
    """What a record says of a statement.

    Args:
        context: of an execution of it.
        text: its SQL as compiled, or as written by hand; of the latter values are left out.
    """
    clean = VALUE.sub("?", text) if is_by_hand(context) else _IN.sub("?", text)
    return {
        "text": clean,
        "kind": _kind(context, clean),
        "dialect": context.dialect.name,
        "limited": bool(_LIMIT.search(clean)),
    }


def offset_of(parameters: Any, text: str) -> int:
    """How many rows an execution skips.

    Args:
        parameters: as the driver takes them.
        text: its SQL as the driver takes it.
    """
    named = parameters if isinstance(parameters, dict) else dict(enumerate(parameters or ()))
    return max((_skipped(text, one, named) for one in _OFFSET.finditer(text)), default=0)


def _skipped(text: str, offset: re.Match[str], named: dict[Any, Any]) -> int:
    if offset["written"]:
        return int(offset["written"])
    number = int(offset["number"] or len(PLACE.findall(text, 0, offset.start())) + 1)
    value = named.get(offset["name"] or number - 1)
    return value if isinstance(value, int) else 0


def _kind(context: Any, text: str) -> Kind:
    if context.isinsert:
        return "insert"
    if context.isupdate:
        return "update"
    if context.isdelete:
        return "delete"
    found = _FIRST.match(text)
    return _KINDS[found[1].lower()] if found else "other"
