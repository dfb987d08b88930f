"""CHECK constraints that say something simple about one column: the same for Pydantic, and portable SQL."""

import re
from dataclasses import dataclass, field

from sqlalchemy import CheckConstraint, Table

NAME = r'[`"]?(?P<column>\w+)[`"]?'
VALUE = r"(?P<value>-?\d+(?:\.\d+)?)"
LENGTH = re.compile(rf"(?:char_)?length\({NAME}\) ?(?P<sign>>=|<=|>|<|=) ?(?P<value>\d+)", re.I)
BOUND = re.compile(rf"{NAME} ?(?P<sign>>=|<=|>|<) ?{VALUE}", re.I)
BETWEEN = re.compile(rf"{NAME} between {VALUE} and (?P<last>-?\d+(?:\.\d+)?)", re.I)
ONE_OF = re.compile(rf"{NAME} (?:in \(|= any ?\(array\[)(?P<values>'.*')(?:\)|\]\))", re.I)
QUOTED = re.compile(r"'((?:[^']|'')*)'")
CAST = re.compile(
    r"::(?:character varying|double precision|timestamp with(?:out)? time zone|\w+)(?:\(\d+(?:, ?\d+)?\))?(?:\[\])?"
)
SIGNS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt"}


@dataclass
class Bounds:
    """What CHECK constraints say about one column.

    Attributes:
        limits: keywords of `Field`, as `ge` or `min_length`.
        values: the only values allowed; empty when there is no such list.
    """

    limits: dict[str, str] = field(default_factory=dict)
    values: list[str] = field(default_factory=list)


def bounds_of(table: Table) -> dict[str, Bounds]:
    """The simple CHECK constraints of a table, by column."""
    found: dict[str, Bounds] = {}
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            for part in _parts(plain(str(constraint.sqltext))):
                _read(part, table, found)
    return found


def portable(expression: str) -> str | None:
    """The expression as every database understands it; None when it is not one of the simple ones."""
    parts = _parts(plain(expression))
    is_local = (
        "char_length" in expression.lower()
    )  # SQLite has none, and MariaDB's length counts bytes
    if is_local or not parts or not all(_match(part) for part in parts):
        return None
    return " AND ".join(map(_written, parts))


def plain(expression: str) -> str:
    """The expression without casts and without parentheses around a name, a value or the whole."""
    text = CAST.sub("", re.sub(r"\s+", " ", expression.strip()))
    before = ""
    while before != text:
        before = text
        text = re.sub(r"(?<![\w])\((-?\d+(?:\.\d+)?|[`\"]?\w+[`\"]?)\)", r"\1", text)
        text = re.sub(
            r"\(\((array\[[^\]]*\])\)\)|any ?\(\((array\[[^\]]*\])\)\)",
            r"any (\1\2)",
            text,
            flags=re.I,
        )
        text = unwrapped(text)
    return text


def unwrapped(text: str) -> str:
    """The text without one pair of parentheses around the whole."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for position, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0 and position < len(text) - 1:
            return text
    return text[1:-1].strip()


def _parts(text: str) -> list[str]:
    """The conditions that must all hold."""
    if BETWEEN.fullmatch(text) or ONE_OF.fullmatch(text):
        return [text]
    return [plain(part) for part in re.split(r"\s+and\s+", text, flags=re.I)]


def _match(part: str) -> re.Match[str] | None:
    patterns = (LENGTH, BETWEEN, BOUND, ONE_OF)
    return next((match for pattern in patterns if (match := pattern.fullmatch(part))), None)


def _written(part: str) -> str:
    """One simple condition in standard SQL."""
    match = _match(part)
    assert match is not None
    if match.re is ONE_OF:
        values = ", ".join(f"'{value}'" for value in QUOTED.findall(match["values"]))
        return f"{match['column']} IN ({values})"
    return re.sub(r"[`]", "", part)


def _read(part: str, table: Table, found: dict[str, Bounds]) -> None:
    match = _match(part)
    if match is None or match["column"] not in table.columns:
        return
    bounds = found.setdefault(match["column"], Bounds())
    if match.re is ONE_OF:
        bounds.values = [v.replace("''", "'") for v in QUOTED.findall(match["values"])]
    elif match.re is LENGTH:
        bounds.limits |= _lengths(match["sign"], int(match["value"]))
    elif match.re is BETWEEN:
        bounds.limits |= {"ge": match["value"], "le": match["last"]}
    else:
        bounds.limits[SIGNS[match["sign"]]] = match["value"]


def _lengths(sign: str, value: int) -> dict[str, str]:
    match sign:
        case ">" | ">=":
            return {"min_length": str(value + (sign == ">"))}
        case "<" | "<=":
            return {"max_length": str(value - (sign == "<"))}
    return {"min_length": str(value), "max_length": str(value)}
