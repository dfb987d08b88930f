"""What a database says of a column."""

from dataclasses import dataclass

_OPAQUE = frozenset({"json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle"})
"""Types of PostgreSQL whose values are not compared by what they say, or not at all."""


@dataclass(frozen=True)
class Said:
    """A column.

    Attributes:
        type: as SQL, with its collation where it has one of its own.
        default: as SQL; empty when it has none.
        comment: as an SQL string; empty when it has none.
        grants: what roles may do with this column, as `SELECT TO role`; on PostgreSQL.
        check: the check within its definition, as `CHECK (...)`; on MariaDB, whose JSON is a text with a check.
        refreshed: `ON UPDATE current_timestamp()`; on MariaDB.
        whole: its definition; on MariaDB.
    """

    type: str
    default: str = ""
    comment: str = ""
    grants: tuple[str, ...] = ()
    check: str = ""
    refreshed: str = ""
    whole: str = ""


def compared(value: str, type_: str, dialect: str) -> str:
    """A value as it is compared: as text where PostgreSQL has no `=` for its type.

    Args:
        value: as SQL.
        type_: its type as SQL.
        dialect: the name of the database's dialect.
    """
    opaque = dialect == "postgresql" and type_.lower().rstrip("[]").strip() in _OPAQUE
    return f"({value})::text" if opaque else value
