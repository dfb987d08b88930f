"""The types that SQLite columns are declared with."""

import re
from typing import Any

from sqlalchemy import Dialect, Integer, LargeBinary, Numeric, String
from sqlalchemy.types import Float, TypeEngine

from colonnade.schema.types import Verbatim

DECLARED = re.compile(r"([^()]*?)\s*(?:\(([\d\s,]+)\))?\s*")


def type_of(declared: str, dialect: Dialect, collation: str | None) -> TypeEngine[Any]:
    """The type for a declared name, which CREATE TABLE writes as it was declared.

    SQLite takes any name and guesses an affinity from it. Where SQLAlchemy has no such name, or writes it differently,
    the type of the affinity has the declared name as its variant for SQLite.
    """
    kind = _known(declared, dialect) or _affinity(declared)
    if collation is not None and isinstance(kind, String):
        kind.collation = collation
    written = dialect.type_compiler_instance.process(kind).partition(" COLLATE")[0]
    if written.upper() == declared.upper() and (collation is None or isinstance(kind, String)):
        return kind
    name = f'{declared} COLLATE "{collation}"' if collation else declared
    return kind.with_variant(Verbatim(name.strip(), kind), "sqlite")


def _known(declared: str, dialect: Dialect) -> TypeEngine[Any] | None:
    """The class that SQLAlchemy has for the name, with the declared arguments."""
    match = DECLARED.fullmatch(declared)
    names: dict[str, Any] = getattr(dialect, "ischema_names", {})
    if match is None or match[1].upper() not in names:
        return None
    arguments = [int(number) for number in (match[2] or "").split(",") if number.strip()]
    try:
        kind: TypeEngine[Any] = names[match[1].upper()](*arguments)
    except TypeError:
        return None
    return kind


def _affinity(declared: str) -> TypeEngine[Any]:
    """The affinity of a declared type, by the rules and in the order of SQLite's documentation.

    A column without a type holds anything; a String leaves every value as it is.
    """
    upper = declared.upper()
    if "INT" in upper:
        return Integer()
    if any(part in upper for part in ("CHAR", "CLOB", "TEXT")):
        return String()
    if "BLOB" in upper:
        return LargeBinary()
    if not upper:
        return String()
    if any(part in upper for part in ("REAL", "FLOA", "DOUB")):
        return Float()
    return Numeric()
