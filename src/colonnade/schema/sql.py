"""SQL text that comes from a database and goes back to one unchanged."""

import re

from sqlalchemy import TextClause, text

PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w)")


def verbatim(sql: str) -> TextClause:
    """An expression as it stands; a colon in it starts no parameter."""
    return text(PARAMETER.sub(r"\\:", sql))
