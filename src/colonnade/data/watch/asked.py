"""By which values a statement looks for its rows: what a loop changes each time, and a page or a list of keys does not."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause

VALUE = re.compile(r"'(?:[^']|'')*'|(?<![\w.$?:%(])\b\d+(?:\.\d+)?\b")
"""A value that somebody has written into a text."""

PLACE = re.compile(r"%\((?P<name>\w+)\)s|\$(?P<number>\d+)|__\[POSTCOMPILE_\w+\]|%s|\?")
"""Where a value of the parameters goes, in the texts of all drivers."""

_EQUAL = re.compile(r"(?:(?<![<>!])=|\bIS|\bI?LIKE)\s*(?:\w+\(\s*)*$", re.IGNORECASE)
_EQUAL_TO = re.compile(r"(?:::\w+(?:\([\d, ]*\))?)?\s*=")
_COLUMN = re.compile(r"([\w.\"`]+)\s*$")
_BEYOND = r"(?<![\w.\"`]){}\s*(?:<(?!>)|>)"
_WHERE = re.compile(r"\bWHERE\b", re.IGNORECASE)
_LONGEST = 60
"""Characters between a comparison and its value, with the functions around it."""


def is_by_hand(context: Any) -> bool:
    """Whether somebody wrote the text of a statement, and may have written values into it."""
    compiled = context.compiled
    return compiled is None or isinstance(compiled.statement, TextClause)


def asked_for(context: Any, parameters: Any, text: str) -> tuple[Any, ...]:
    """The values that rows are looked for by: those of equal columns, and not the bounds of a page or a list of keys.

    Args:
        context: of an execution of the statement.
        parameters: as the driver takes them.
        text: its SQL as the driver takes it.
    """
    compiled = context.compiled
    try:
        names, written = compiled.colonnade_asked
    except AttributeError:
        if compiled is None:
            named = (
                parameters if isinstance(parameters, dict) else dict(enumerate(parameters or ()))
            )
            return *map(named.get, _names(text, tuple(range(len(named))))), *_written(text)
        if context.isddl:
            return ()
        written = tuple(_written(compiled.string)) if is_by_hand(context) else ()
        names = _names(compiled.string, tuple(compiled.positiontup or ()))
        # A compiled statement is kept by SQLAlchemy, and what is read from its text with it.
        compiled.colonnade_asked = names, written
    values: dict[str, Any] = context.compiled_parameters[0]
    return (*map(values.get, names), *written)


@lru_cache(maxsize=1024)
def _names(text: str, positions: tuple[Any, ...]) -> list[Any]:
    """The parameters of a text that follow an equals sign in a condition."""
    found: list[Any] = []
    where = _WHERE.search(text)
    for place, token in enumerate(PLACE.finditer(text)):
        is_equal = _is_equal(text, token.start()) or _EQUAL_TO.match(text, token.end())
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
    for value in VALUE.finditer(text, where.end() if where else len(text)):
        if _is_equal(text, value.start()):
            yield value[0]


def _is_equal(text: str, place: int) -> bool:
    """Whether a column is to be equal to the value at a place; in `a > x OR a = x AND b > y` it bounds a page."""
    before = text[max(0, place - _LONGEST) : place]
    equal = _EQUAL.search(before)
    if equal is None:
        return False
    column = _COLUMN.search(before, 0, equal.start())
    return column is None or not re.search(_BEYOND.format(re.escape(column[1])), text)
