"""A statement without its parameters."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause

from colonnade.profile.recording.record import Kind

_IN = re.compile(r"__\[POSTCOMPILE_[^\]]*\]")
_VALUE = re.compile(r"'(?:[^']|'')*'|(?<![\w.$?:%(])\b\d+(?:\.\d+)?\b")
_PLACE = re.compile(r"%\((?P<name>\w+)\)s|\$(?P<number>\d+)|__\[POSTCOMPILE_\w+\]|%s|\?")
_EQUAL = re.compile(r"(?:(?<![<>!])=|\bIS|\bI?LIKE)\s*(?:\w+\(\s*)*$", re.IGNORECASE)
_EQUAL_TO = re.compile(r"(?:::\w+(?:\([\d, ]*\))?)?\s*=")
_WHERE = re.compile(r"\bWHERE\b", re.IGNORECASE)
_LONGEST = 60
"""Characters between a comparison and its value, with the functions around it."""

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
    clean = _VALUE.sub("?", text) if is_by_hand(context) else _IN.sub("?", text)
    return {
        "text": clean,
        "kind": _kind(context, clean),
        "dialect": context.dialect.name,
        "limited": bool(_LIMIT.search(clean)),
    }


def is_by_hand(context: Any) -> bool:
    """Whether somebody wrote the text of a statement, and may have written values into it."""
    return isinstance(getattr(context.compiled, "statement", None), TextClause | None)


def asked_for(context: Any, parameters: Any, text: str) -> list[Any]:
    """The values that rows are looked for by: those of equal columns, and not the bounds of a page or a list of keys.

    Args:
        context: of an execution of the statement.
        parameters: as the driver takes them.
        text: its SQL as compiled, or as written by hand.
    """
    compiled, named = context.compiled, parameters or ()
    if compiled is not None:
        named = context.compiled_parameters[0]
        names = tuple(compiled.positiontup or ())
    else:
        named = named if isinstance(named, dict) else dict(enumerate(named))
        names = tuple(range(len(named)))
    found = [named.get(name) for name in _names(text, names)]
    return [*found, *_written(text)] if is_by_hand(context) else found


@lru_cache(maxsize=1024)
def _names(text: str, positions: tuple[Any, ...]) -> list[Any]:
    """The parameters of a text that follow an equals sign in a condition."""
    found: list[Any] = []
    where = _WHERE.search(text)
    for place, token in enumerate(_PLACE.finditer(text)):
        before = text[max(0, token.start() - _LONGEST) : token.start()]
        is_equal = _EQUAL.search(before) or _EQUAL_TO.match(text, token.end())
        if where is None or token.start() < where.end() or not is_equal:
            continue
        number = int(token["number"] or place + 1) - 1
        if token["name"]:
            found.append(token["name"])
        elif number < len(positions):
            found.append(positions[number])
    return found


def _written(text: str) -> Iterator[str]:
    """The values that follow an equals sign in a condition and stand in the text itself."""
    where = _WHERE.search(text)
    for value in _VALUE.finditer(text, where.end() if where else len(text)):
        if _EQUAL.search(text[max(0, value.start() - _LONGEST) : value.start()]):
            yield value[0]


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
