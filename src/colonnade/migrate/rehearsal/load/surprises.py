"""What no database calls an error and an application does: a row that is not to be seen, a NULL that nobody expects."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from colonnade.migrate.rehearsal.load.workload import Call, Operation

NOT_FOUND = "row not found"


def surprise(operation: Operation, call: Call, rows: Sequence[Row[Any]]) -> str:
    """What an application of this version fails over in an answer; empty when it does not.

    Args:
        operation: the read.
        call: its parameters, with the key of the one row that it asks for.
        rows: what the database has answered.
    """
    if call.key is not None and not rows:
        return NOT_FOUND
    for row in rows:
        for name in operation.required:
            if row._mapping[name] is None:
                return f"NULL in {name}"
    return ""
