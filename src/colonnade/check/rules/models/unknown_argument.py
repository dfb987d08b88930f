"""`Field` and `Relationship` take the arguments that SQLModel knows, and no others.

`Field(server_default=...)` or `Relationship(lazy=...)` is a TypeError when the module is imported. What SQLAlchemy knows goes
through `sa_column_kwargs` and `sa_relationship_kwargs`.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team", lazy="selectin")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, comment="plays for")
        team: Team = Relationship(back_populates="heroes")

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team", sa_relationship_kwargs={"lazy": "selectin"})

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, sa_column_kwargs={"comment": "plays for"})
        team: Team = Relationship(back_populates="heroes")

Fine:

    from pydantic import Field
    from sqlmodel import SQLModel

    class HeroCreate(SQLModel):
        name: str = Field(pattern="^[A-Z]")
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keywords
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Edit

CODE = "COL116"
CALLS = frozenset({"Field", "Relationship"})
NEEDS = (MODELS,)
_FIELD = frozenset(
    (
        *("default", "default_factory", "alias", "validation_alias", "serialization_alias"),
        *("title", "description", "exclude", "include", "const", "gt", "ge", "lt", "le"),
        *("multiple_of", "max_digits", "decimal_places", "min_items", "max_items"),
        *("unique_items", "min_length", "max_length", "allow_mutation", "regex"),
        *("discriminator", "repr", "primary_key", "foreign_key", "ondelete", "unique"),
        *("nullable", "index", "sa_type", "sa_column", "sa_column_args", "sa_column_kwargs"),
        "schema_extra",
    )
)
_RELATIONSHIP = frozenset(
    (
        *("back_populates", "cascade_delete", "passive_deletes", "link_model"),
        *("sa_relationship", "sa_relationship_args", "sa_relationship_kwargs"),
    )
)
_KNOWN = {
    "sqlmodel.Field": (
        _FIELD,
        "sa_column_kwargs",
        ("server_default", "server_onupdate", "onupdate", "comment", "key", "autoincrement"),
    ),
    "sqlmodel.Relationship": (
        _RELATIONSHIP,
        "sa_relationship_kwargs",
        (
            *("lazy", "cascade", "uselist", "order_by", "foreign_keys", "primaryjoin"),
            *("secondaryjoin", "remote_side", "viewonly", "overlaps", "backref", "post_update"),
        ),
    ),
}
"""What each takes; what takes the arguments of SQLAlchemy, and which of those are common."""


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report arguments of `Field` and `Relationship` that they do not have."""
    name = source.resolve(node.func) if node.keywords else ""
    if name not in _KNOWN:
        return
    taken, through, common = _KNOWN[name]
    unknown = [one for one in node.keywords if one.arg and one.arg not in taken]
    if not unknown:
        return
    is_common = all(one.arg in common for one in unknown)
    short = name.rpartition(".")[2]
    yield Problem(
        unknown[0],
        f"`{short}` has no argument {', '.join(f'`{one.arg}`' for one in unknown)}.",
        f"Put it into `{through}`."
        if is_common
        else "Leave it out, or use what SQLModel calls it.",
        _edits(node, unknown, through, source) if is_common else (),
    )


def _edits(
    node: ast.Call, unknown: list[ast.keyword], through: str, source: Source
) -> tuple[Edit, ...]:
    """The arguments in the mapping that hands them on."""
    if keywords(node) & {through, "**"} or any(
        one is not node.keywords[len(node.keywords) - len(unknown) + at]
        for at, one in enumerate(unknown)
    ):
        return ()
    said = ", ".join(f'"{one.arg}": {source.segment(one.value)}' for one in unknown)
    first, last = source.span(unknown[0])[0], source.span(unknown[-1])[1]
    return (Edit(first, last, f"{through}={{{said}}}"),)
