"""Which rows are behind a place in a key of one column or of several, said so that the server finds them by the key's index.

PostgreSQL and SQLite do for `(a, b) > (1, 2)`. MariaDB reads, and locks, the whole table for it, so there it is said in the
words that it understands: `a > 1 OR (a = 1 AND b > 2)`.
"""

from collections.abc import Sequence


def behind(keys: Sequence[str], operator: str, values: Sequence[str], dialect: str) -> str:
    """The condition that a row's key is behind a place, or before it.

    Args:
        keys: the columns of the key, as SQL.
        operator: `<`, `<=`, `>` or `>=`.
        values: the place, as SQL: a value for each column.
        dialect: the name of the database's dialect.
    """
    if len(keys) == 1:
        return f"{keys[0]} {operator} {values[0]}"
    if dialect not in ("mysql", "mariadb"):
        return f"({', '.join(keys)}) {operator} ({', '.join(values)})"
    inner = behind(keys[1:], operator, values[1:], dialect)
    key, value = keys[0], values[0]
    return f"({key} {operator[0]} {value} OR ({key} = {value} AND {inner}))"
