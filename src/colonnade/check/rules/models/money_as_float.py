"""Money is a `Decimal`: a float cannot hold a cent.

0.1 has no float, so sums of prices are off by fractions that comparisons and rounding then show. `Decimal` with
`max_digits` and `decimal_places` becomes NUMERIC. What is quoted, averaged or estimated is owed by nobody, and may be a float.

Bad:

    from sqlmodel import Field, SQLModel

    class Product(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        price: float

Good:

    from decimal import Decimal
    from sqlmodel import Field, SQLModel

    class Product(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        price: Decimal = Field(max_digits=12, decimal_places=2)

Fine:

    from sqlmodel import Field, SQLModel

    class Product(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        weight: float
        average_price: float
        regular_market_price: float
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.columns import field_call, has_own_column, only_type, table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL122"
SEVERITY = Severity.WARNING
_MONEY = re.compile(
    r"(?:^|_)(?:price|amount|cost|balance|salary|wage|fee|revenue|budget|subtotal|discount_amount|tax_amount)s?"
    r"(?:_(?:usd|eur|gbp|paid|due|total|per_unit|per_hour))?$"
)
_MEASURED = re.compile(r"(?:^|_)(?:market|avg|average|mean|median|estimated|predicted|forecast)_")


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields of tables that are named after money and are floats."""
    if not isinstance(node.target, ast.Name) or not _MONEY.search(node.target.id):
        return
    if _MEASURED.search(node.target.id):
        return
    if only_type(node, source) != "float" or has_own_column(field_call(node, source)):
        return
    model = table_around(node, source)
    if model is not None:
        yield Problem(
            node.annotation,
            f"`{model.name}.{node.target.id}` is money and a float.",
            "Write `Decimal` with `Field(max_digits=12, decimal_places=2)`.",
        )
