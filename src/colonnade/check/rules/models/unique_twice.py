"""What has to be unique is said once.

`unique=True`, a `UniqueConstraint` and an `Index` on the same columns are an index each. All of them are written with
every row, and the database uses one.

Bad:

    from sqlmodel import Field, SQLModel, UniqueConstraint

    class User(SQLModel, table=True):
        __table_args__ = (UniqueConstraint("email"),)
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=320, unique=True)

Bad:

    from sqlalchemy import Index
    from sqlmodel import Field, SQLModel, UniqueConstraint

    class Member(SQLModel, table=True):
        __table_args__ = (
            UniqueConstraint("team", "name", name="uq_member_team_name"),
            Index("ix_member_team_name", "team", "name"),
        )
        id: int | None = Field(default=None, primary_key=True)
        team: str = Field(max_length=50)
        name: str = Field(max_length=50)

Fine:

    from sqlalchemy import Index, text
    from sqlmodel import Field, SQLModel, UniqueConstraint

    class Member(SQLModel, table=True):
        __table_args__ = (
            UniqueConstraint("team", "name", name="uq_member_team_name"),
            Index("ix_member_name_team", "name", "team"),
            Index("ix_member_left", "team", "name", postgresql_where=text("name = ''")),
        )
        id: int | None = Field(default=None, primary_key=True)
        team: str = Field(max_length=50)
        name: str = Field(max_length=50)
        email: str = Field(max_length=320, unique=True, index=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keywords
from colonnade.check.indexes import columns_of
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL160"
SEVERITY = Severity.ADVICE
NEEDS = (MODELS, "UniqueConstraint")


def check(node: ast.ClassDef, source: Source) -> Iterator[Problem]:
    """Report constraints and indexes in `__table_args__` for columns that are unique already."""
    model = source.model_of(node)
    if model is None or not model.is_table:
        return
    calls = [(one, columns_of(one)) for one in _plain_calls(node)]
    unique: dict[tuple[str, ...], str] = {(name,): "its field" for name in _unique_fields(model)}
    for is_constraint in (True, False):
        for call, columns in calls:
            if _is_constraint(call) is not is_constraint or not columns:
                continue
            if tuple(columns) in unique:
                yield Problem(
                    call,
                    f"{' and '.join(f'`{one}`' for one in columns)} of `{model.name}` "
                    f"{'is' if len(columns) == 1 else 'are'} unique by {unique[tuple(columns)]} already.",
                    "Leave this one out.",
                )
            elif is_constraint:
                unique[tuple(columns)] = "a constraint"


def _plain_calls(node: ast.ClassDef) -> list[ast.Call]:
    """What `__table_args__` is made of, in the order of the file, without indexes of a special kind."""
    values = (one.value for one in node.body if isinstance(one, ast.Assign | ast.AnnAssign))
    said = (one for one in values if one is not None and not isinstance(one, ast.Call))
    calls = (one for value in said for one in ast.walk(value) if isinstance(one, ast.Call))
    plain = [one for one in calls if keywords(one) <= {"name", "unique"}]
    return sorted(plain, key=lambda one: (one.lineno, one.col_offset))


def _is_constraint(call: ast.Call) -> bool:
    return ast.unparse(call.func).endswith("UniqueConstraint")


def _unique_fields(model: Model) -> list[str]:
    """The fields that say `unique=True`."""
    fields = model.columns.items()
    return [name for name, one in fields if one.keywords.get("unique") == "True"]
