"""Money in a binary floating-point column loses cents.

`0.1 + 0.2` is not `0.3` in a `float`, and sums drift with the number of rows.

Bad:

    Table products {
      id integer [pk, increment]
      unit_price double
    }

Good:

    Table products {
      id integer [pk, increment]
      unit_price decimal(10, 2)
    }

Fine:

    Table products {
      id integer [pk, increment]
      weight double
    }
"""

from collections.abc import Iterator

from sqlalchemy import Float, MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, snake, suspicion

CODE = "COLS301"
MONEY = frozenset(
    {
        "price",
        "amount",
        "cost",
        "costs",
        "total",
        "subtotal",
        "balance",
        "fee",
        "salary",
        "wage",
        "revenue",
        "budget",
        "payment",
        "deposit",
    }
)


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report columns of a floating-point type whose name says money."""
    for column in table.columns:
        if isinstance(column.type, Float) and MONEY & set(snake(column.name).split("_")):
            yield suspicion(
                CODE,
                column,
                f"{full(column)} looks like money in a floating-point column.",
                "Use `numeric(12, 2)`, or whole cents in an integer.",
                Severity.WARNING,
            )
