"""A statement without its parameters."""

import re
from typing import Any

from colonnade.data.watch.asked import VALUE, is_by_hand
from colonnade.profile.recording.record import Kind

_IN = re.compile(r"__\[POSTCOMPILE_[^\]]*\]")
_LIMIT = re.compile(r"\b(?:LIMIT|FETCH FIRST)\b", re.IGNORECASE)
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


def offset_of(context: Any) -> int:
    """How many rows an execution skips; of text by hand nobody knows."""
    compiled = context.compiled
    clause = getattr(getattr(compiled, "statement", None), "_offset_clause", None)
    if clause is None:
        return 0
    value = context.compiled_parameters[0].get(compiled.bind_names.get(clause, clause.key))
    if value is None:
        value = getattr(clause, "value", None)
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
