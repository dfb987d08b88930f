"""A row has a value for each field that has to have one.

The constructor of a table does not check anything: what is left out is missed by the database, at the commit, as an
`IntegrityError` that names the column.

Bad:

    from sqlmodel import Field, Session, SQLModel

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=320)
        full_name: str = Field(max_length=100)

    def add(session: Session) -> None:
        session.add(User(email="ann@example.com"))
        session.commit()

Good:

    from sqlmodel import Field, Session, SQLModel

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=320)
        full_name: str = Field(max_length=100)

    def add(session: Session) -> None:
        session.add(User(email="ann@example.com", full_name="Ann"))
        session.commit()

Fine:

    from sqlmodel import Field, Session, SQLModel

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=320)
        full_name: str = Field(max_length=100)

    def add(session: Session) -> None:
        user = User(email="ann@example.com")
        user.full_name = "Ann"
        session.add(user)
        session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import allows_none, is_known, parsed, validates
from colonnade.check.project import Field, Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL156"
NEEDS = (MODELS, "add(")
_FILLS = frozenset(
    {"default", "default_factory", "sa_column_kwargs", "sa_column", "foreign_key", "**"}
)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report rows that are added to a session and made without a field that has to have a value."""
    if node.args or not node.keywords or any(one.arg is None for one in node.keywords):
        return
    model = source.model(node.func)
    if model is None or not model.is_table or not is_known(model) or validates(model):
        return
    given = {one.arg for one in node.keywords}
    missing = [
        name for name, one in model.columns.items() if _is_required(one) and name not in given
    ]
    if missing and _is_added_as_it_is(node, model, source):
        yield Problem(
            node,
            f"`{model.name}` is made without `{missing[0]}`, which the database does not let be NULL.",
            "Give it a value, or give the field a default.",
        )


def _is_required(field: Field) -> bool:
    """Whether a field has to be given: it has no default, of Python or of the database, and may not be NULL."""
    if field.call and field.call != "sqlmodel.Field":
        return False
    said = field.default not in (None, "...") or bool(_FILLS & {*field.keywords})
    return not said and field.keywords.get("nullable") != "True" and _is_plain(field)


def _is_plain(field: Field) -> bool:
    kind = parsed(field.annotation)
    return (
        not allows_none(kind)
        and "ClassVar" not in field.annotation
        and "Annotated" not in (field.annotation)
    )


def _is_added_as_it_is(node: ast.Call, model: Model, source: Source) -> bool:
    """Whether the row goes straight to a session, so that nothing sets the field in between."""
    parent = source.parent(node)
    added = isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute)
    if not added or not isinstance(parent, ast.Call) or ast.unparse(parent.func)[-4:] != ".add":
        return False
    around = (one for one in source.ancestors(node) if isinstance(one, ast.With | ast.AsyncWith))
    return not any("raises" in ast.unparse(one.items[0].context_expr) for one in around)
