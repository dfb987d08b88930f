"""What is no statement of the application."""

import re

BRACKETS = re.compile(r"(BEGIN|SET|SAVEPOINT|RELEASE|ROLLBACK)\b")
"""How statements start that begin or end a transaction or a savepoint."""
