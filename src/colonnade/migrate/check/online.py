"""What MariaDB and MySQL can do beside writers: the server is asked, by `LOCK=NONE`."""

import re
from typing import Any

_DDL = re.compile(
    r"\s*(alter\s+(online\s+)?table\b|create\s+(unique\s+)?index\b|drop\s+index\b)", re.I
)
_SAID = re.compile(r"\b(lock|algorithm)\s*=", re.I)
_REFUSED = frozenset({1845, 1846})


def refusal(cursor: Any, statement: str, parameters: Any) -> tuple[str, bool]:
    """Why a statement cannot be done beside writers, and whether it is done now.

    A statement that the server can do so is done; one that it cannot is left to the caller.

    Args:
        cursor: of the driver.
        statement: what is to be done.
        parameters: its parameters.
    """
    if not _DDL.match(statement) or _SAID.search(statement):
        return "", False
    comma = "," if statement.lstrip()[:5].lower() == "alter" else ""
    try:
        cursor.execute(f"{statement.rstrip().rstrip(';')}{comma} LOCK=NONE", parameters)
    except Exception as error:
        number = error.args[0] if error.args else 0
        if number in _REFUSED:
            return str(error.args[1]), False
        return "", False
    return "", True
