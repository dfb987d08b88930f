"""`from __future__ import annotations` makes every annotation a text, and a relationship cannot be read from it.

`list[Hero]` and `Team | None` arrive as one string, which SQLAlchemy takes for the name of a class: the first use of any
model raises InvalidRequestError. Quotes around the class's name alone do what the import was for.

Bad:

    from __future__ import annotations
    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list[Hero] = Relationship(back_populates="team")

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

Fine:

    from __future__ import annotations
    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keywords, types_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Edit

CODE = "COL108"
NEEDS = (MODELS, "__future__", "Relationship")


def check(node: ast.ImportFrom, source: Source) -> Iterator[Problem]:
    """Report the import in a module with relationships that it breaks."""
    if node.module != "__future__" or all(one.name != "annotations" for one in node.names):
        return
    broken = [one for one in source.nodes(ast.AnnAssign) if _is_broken(one, source)]
    if broken:
        name = ast.unparse(broken[0].target)
        yield Problem(
            node,
            f"The import makes a text of the annotation of the relationship `{name}`.",
            "Remove it, and put quotes around the names of classes that come later.",
            _edits(node, source),
            safe=False,
        )


def _is_broken(node: ast.AnnAssign, source: Source) -> bool:
    """Whether a relationship's annotation is more than the name of a class."""
    call = node.value
    if not isinstance(call, ast.Call) or source.resolve(call.func) != "sqlmodel.Relationship":
        return False
    return "sa_relationship" not in keywords(call) and not isinstance(
        node.annotation, ast.Name | ast.Attribute | ast.Constant
    )


def _edits(node: ast.ImportFrom, source: Source) -> tuple[Edit, ...]:
    """The import goes; names of classes in annotations of fields get quotes, unless they are defined above."""
    if len(node.names) > 1 or any(
        isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) for one in ast.walk(source.tree)
    ):
        return ()
    later = [
        name
        for one in source.nodes(ast.AnnAssign)
        for kind in types_of(one.annotation)
        for name in ast.walk(kind)
        if isinstance(name, ast.Name) and _comes_later(name, source)
    ]
    return (source.remove_statement(node), *(source.replace(n, f'"{n.id}"') for n in later))


def _comes_later(name: ast.Name, source: Source) -> bool:
    known = source.names.get(name.id)
    if known is not None:
        return source.function(name) is None and _is_for_types(name.id, source)
    classes = [one for one in source.nodes(ast.ClassDef) if one.name == name.id]
    return any(one.end_lineno is not None and one.end_lineno >= name.lineno for one in classes)


def _is_for_types(name: str, source: Source) -> bool:
    """Whether a name is imported under `if TYPE_CHECKING`."""
    for node in source.nodes(ast.ImportFrom):
        if any((one.asname or one.name) == name for one in node.names):
            return isinstance(source.parent(node), ast.If)
    return False
