"""Numbers as rows, in the words of every database: what is made of them never passes through Python."""

import sqlalchemy as sa
from sqlalchemy import CTE


def numbers(count: int) -> CTE:
    """A row for each number from 0 up to a count, in the column `n`.

    Args:
        count: how many; the highest number is one less.
    """
    first = sa.select(sa.literal_column("0", sa.Integer).label("n")).cte("numbers", recursive=True)
    return first.union_all(sa.select(first.c.n + 1).where(first.c.n < count - 1))
