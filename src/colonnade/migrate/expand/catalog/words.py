"""The words of an index, a key, a check or a policy, said of other columns.

Only what a server prints is read here: it writes types behind `::`, functions before a bracket, and MariaDB every name in
backticks. So a name of a column is told from all else without knowing the language.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_POSTGRESQL = re.compile(
    r"""(?P<skipped>E'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|::\s*(?:"[^"]*"|[\w.])+(?:\ varying|\ precision)?"""
    r"""(?:\(\d+(?:,\d+)?\))?(?:\ with(?:out)?\ time\ zone)?)|(?P<name>"(?:[^"]|"")*"|[^\W\d][\w$]*)""",
    re.VERBOSE,
)
_MYSQL = re.compile(r"(?P<skipped>'(?:[^'\\]|\\.|'')*')|(?P<name>`(?:[^`]|``)*`)")


@dataclass(frozen=True)
class Words:
    """What is said in the place of a column.

    Attributes:
        names: the columns that take its place, as SQL.
        value: the expression that takes the place of its value.
    """

    names: tuple[str, ...]
    value: str


def reworded(sql: str, words: Mapping[str, Words], dialect: str, *, table: str = "") -> str:
    """SQL in which other columns stand in the place of some.

    Args:
        sql: the words of a dependent.
        words: what is said in the place of each column, by its name.
        dialect: the name of the database's dialect.
        table: the table, by whose name its columns may be qualified.
    """
    here, refers, there = sql.partition(" REFERENCES ")
    keys, where, condition = here.partition(" WHERE ")
    said = "".join(_pieces(keys, words, dialect, table)) + where
    return said + "".join(_pieces(condition, words, dialect, table, keys=False)) + refers + there


def _pieces(
    sql: str, words: Mapping[str, Words], dialect: str, table: str, *, keys: bool = True
) -> Iterator[str]:
    listed = keys and re.match(r"USING|FOREIGN KEY|\(", sql) is not None
    place = 0
    for found in (_POSTGRESQL if dialect == "postgresql" else _MYSQL).finditer(sql):
        name = _bare(found["name"] or "")
        if name not in words or found.start() < place or not _is_column(sql, found, table, dialect):
            continue
        said = words[name]
        yield sql[place : found.start()]
        place = found.end()
        if listed and _is_key(sql, found.start()):
            rest = re.compile(r"(?:\(\d+\))?[^,()]*").match(sql, place)
            suffix = rest[0] if rest else ""
            place += len(suffix)
            yield ", ".join(f"{one}{suffix}" for one in said.names)
        else:
            yield said.value
    yield sql[place:]


def _is_key(sql: str, start: int) -> bool:
    """Whether a name is a key of its own in the list of an index or of a foreign key."""
    before = sql[:start]
    depth = before.count("(") - before.count(")")
    return depth == 1 and before.rstrip().endswith(("(", ","))


def _is_column(sql: str, found: re.Match[str], table: str, dialect: str) -> bool:
    before, after = sql[: found.start()], sql[found.end() :]
    if dialect != "postgresql":
        return not before.endswith(".")
    if before.endswith("."):
        owner = re.search(r'("(?:[^"]|"")*"|[\w$]+)\.$', before)
        return owner is not None and _bare(owner[1]) == table
    return not after.startswith(("(", "."))


def _bare(name: str) -> str:
    if name[:1] in ('"', "`"):
        return name[1:-1].replace(name[0] * 2, name[0])
    return name
