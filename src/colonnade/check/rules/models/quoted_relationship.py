"""A relationship's annotation has quotes around the class's name only.

`"list[Hero]"` as a whole is taken for the name of a class: the first use of any model raises InvalidRequestError. The
same holds for `"Team | None"` and `"Optional[Team]"`.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: "list[Hero]" = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)
        team: Team = Relationship(back_populates="heroes")

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)
        team: Team = Relationship(back_populates="heroes")

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: "Team | None" = Relationship(back_populates="heroes")

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list[Hero] = Relationship(back_populates="team")

Good:

    from typing import Optional
    from sqlmodel import Field, Relationship, SQLModel

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: Optional["Team"] = Relationship(back_populates="heroes")

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list[Hero] = Relationship(back_populates="team")

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)
        team: "Team" = Relationship(back_populates="heroes")

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keywords, parsed
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit

CODE = "COL109"


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report relationships whose annotation is one text with more than a name."""
    call, annotation = node.value, node.annotation
    if not isinstance(annotation, ast.Constant) or not isinstance(annotation.value, str):
        return
    if not isinstance(call, ast.Call) or source.resolve(call.func) != "sqlmodel.Relationship":
        return
    inner = parsed(annotation.value)
    if not isinstance(inner, ast.Name | ast.Attribute) and "sa_relationship" not in keywords(call):
        yield Problem(
            annotation,
            f"`{annotation.value}` as a text is taken for the name of a class.",
            "Put the quotes around the class's name alone.",
            _edits(annotation, inner, source),
        )


def _edits(annotation: ast.Constant, inner: ast.expr, source: Source) -> tuple[Edit, ...]:
    """Quotes around the one name; `None` beside a text needs `Optional`."""
    if isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Name):
        home = ast.unparse(inner.value)
        imports = source.imports("typing", home) if home in ("List", "Optional") else ()
        return (source.replace(annotation, f'{home}["{inner.slice.id}"]'), *imports)
    if isinstance(inner, ast.BinOp):
        names = [one.id for one in (inner.left, inner.right) if isinstance(one, ast.Name)]
        if len(names) == 1 and "None" in (ast.unparse(inner.left), ast.unparse(inner.right)):
            written = source.replace(annotation, f'Optional["{names[0]}"]')
            return (written, *source.imports("typing", "Optional"))
    return ()
