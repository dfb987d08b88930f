"""A way past row security, or a price of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong with a database, and what to do.

    Attributes:
        code: in capitals, as in the documentation.
        message: what is so.
        remedy: what to do.
    """

    code: str
    message: str
    remedy: str
