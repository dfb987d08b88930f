"""A row that links two others goes when one of them goes.

Without `ondelete="CASCADE"` on both foreign keys of a link table, deleting either row by a statement is refused while a
link is left. A link that counts or measures something, as the quantity of a product in a store, is a record that may well
stay. Where one of the keys says `ondelete`, its author has chosen for both.

Bad:

    from sqlmodel import Field, SQLModel

    class Link(SQLModel, table=True):
        task_id: int = Field(foreign_key="task.id", primary_key=True)
        tag_id: int = Field(foreign_key="tag.id", primary_key=True, index=True)

Good:

    from sqlmodel import Field, SQLModel

    class Link(SQLModel, table=True):
        task_id: int = Field(foreign_key="task.id", primary_key=True, ondelete="CASCADE")
        tag_id: int = Field(foreign_key="tag.id", primary_key=True, index=True, ondelete="CASCADE")

Fine:

    from sqlmodel import Field, SQLModel

    class Vote(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        task_id: int = Field(foreign_key="task.id", index=True)

Fine:

    from sqlmodel import Field, SQLModel

    class Stock(SQLModel, table=True):
        product_id: int = Field(foreign_key="product.id", primary_key=True)
        store_id: int = Field(foreign_key="store.id", primary_key=True, index=True)
        quantity: int

Fine:

    from sqlmodel import Field, SQLModel

    class Membership(SQLModel, table=True):
        project_id: int = Field(foreign_key="project.id", primary_key=True, ondelete="CASCADE")
        user_id: int = Field(foreign_key="users.id", primary_key=True, index=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import (
    field_call,
    is_true,
    keyword,
    keywords,
    model_around,
    parsed,
    types_of,
)
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL153"
SEVERITY = Severity.ADVICE
NUMBERS = {"int", "float", "Decimal"}


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report foreign keys of link tables that say nothing of deletions."""
    call = field_call(node, source)
    if call is None or keyword(call, "foreign_key") is None or not is_true(call, "primary_key"):
        return
    if keywords(call) & {"ondelete", "sa_column", "sa_column_args", "**"}:
        return
    model = model_around(node, source)
    keys = [
        one
        for one in (model.columns.values() if model and model.is_table else ())
        if "foreign_key" in one.keywords and one.keywords.get("primary_key") == "True"
    ]
    if any("ondelete" in one.keywords for one in keys):
        return
    if model is not None and len(keys) == 2 and not _measures(model):
        yield Problem(
            node,
            f"A `{model.name}` keeps the row that `{ast.unparse(node.target)}` names from going.",
            'Say `ondelete="CASCADE"`.',
            (source.add_argument(call.keywords[-1], 'ondelete="CASCADE"'),),
            safe=False,
        )


def _measures(model: Model) -> bool:
    """Whether rows hold a number beside their keys."""
    return any(
        "foreign_key" not in one.keywords and _is_number(one.annotation)
        for one in model.columns.values()
    )


def _is_number(annotation: str) -> bool:
    types = types_of(parsed(annotation))
    return any(ast.unparse(one).rpartition(".")[2] in NUMBERS for one in types)
