"""Types compared: which holds less."""

import re

_INTEGERS = {
    "tinyint": 1,
    "smallint": 2,
    "mediumint": 3,
    "int": 4,
    "integer": 4,
    "bigint": 8,
}
_NUMBERS = frozenset({"numeric", "decimal"})
_FLOATS = {"real": 1, "float": 1, "double": 2, "double precision": 2}
_UNBOUNDED = frozenset({"text", "mediumtext", "longtext", "varchar", "character varying"})
_CHARACTERS = frozenset({"character varying", "varchar", "character", "char"})


def narrower(old: str, new: str) -> str:
    """Why a type holds less than another one, in words; empty when it does not, or nothing is known.

    Args:
        old, new: the types, as a database writes them.
    """
    (was, sizes), (now, limits) = _parts(old), _parts(new)
    if now in _CHARACTERS and limits:
        return _shorter(was, sizes, limits)
    if was in _INTEGERS and now in _INTEGERS:
        return "large numbers do not fit" if _INTEGERS[now] < _INTEGERS[was] else ""
    if now in _NUMBERS and limits:
        return _fewer_digits(was, sizes, limits)
    if was in _FLOATS and now in _FLOATS:
        return "digits are lost" if _FLOATS[now] < _FLOATS[was] else ""
    if was in (_NUMBERS | _FLOATS.keys()) and now in _INTEGERS:
        return "what is behind the point is lost"
    if was.startswith(("timestamp", "datetime")) and now in ("date", "time"):
        return f"only the {now} is kept"
    if was == "timestamp with time zone" and now == "timestamp without time zone":
        return "the time zone is lost"
    return ""


def _parts(type_: str) -> tuple[str, list[int]]:
    """A type's name and its numbers: `numeric(10,2)` is `numeric` and 10, 2."""
    name = re.sub(r"\(.*?\)", "", type_.lower()).removesuffix(" unsigned").strip()
    found = re.search(r"\(([\d,\s]+)\)", type_)
    return name, [int(number) for number in found[1].split(",")] if found else []


def _shorter(was: str, sizes: list[int], limits: list[int]) -> str:
    unbounded = was in _UNBOUNDED and not sizes
    if unbounded or (was in _CHARACTERS and sizes and limits[0] < sizes[0]):
        return f"texts of more than {limits[0]} characters do not fit"
    return ""


def _fewer_digits(was: str, sizes: list[int], limits: list[int]) -> str:
    scale = limits[1] if len(limits) > 1 else 0
    if was in _FLOATS or (was in _NUMBERS and not sizes):
        return f"digits behind the {scale}th place are lost"
    if was not in _NUMBERS:
        return ""
    old_scale = sizes[1] if len(sizes) > 1 else 0
    if scale < old_scale:
        return "digits behind the point are lost"
    return "large numbers do not fit" if limits[0] - scale < sizes[0] - old_scale else ""
