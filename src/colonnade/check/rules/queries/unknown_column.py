"""A statement names columns that its model has.

`Task.titel` fails with an `AttributeError` as soon as the line runs, and not before.

Bad:

    from sqlmodel import Field, SQLModel, select

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=320)

    statement = select(User).where(User.age > 18)

Good:

    from sqlmodel import Field, SQLModel, select

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=320)
        age: int

    statement = select(User).where(User.age > 18)

Fine:

    from sqlmodel import Field, SQLModel, select

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    statement = select(User).where(User.__table__.c.id > 18)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import is_known
from colonnade.check.project import TRAITS, Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import SELECTS, WRITES, chain, first_of, method
from colonnade.check.words import MODELS

CODE = "COL416"
CALLS = frozenset({"select", "insert", "update", "delete"})
NEEDS = (MODELS,)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report attributes of models in statements that no class of the model has."""
    if source.resolve(node.func) not in SELECTS | WRITES or _is_inside(node, source):
        return
    yield from _filtered_by(node, source)
    for call in chain(_whole(node, source)):
        for part in (*call.args, *(one.value for one in call.keywords)):
            for one in ast.walk(part):
                model = source.model(one.value) if isinstance(one, ast.Attribute) else None
                if isinstance(one, ast.Attribute) and model and not _has(model, one.attr):
                    yield Problem(
                        one,
                        f"`{model.name}` has no `{one.attr}`.",
                        "Name a field of the model, or add it.",
                    )


def _filtered_by(node: ast.Call, source: Source) -> Iterator[Problem]:
    """The keywords of `filter_by`, where the statement is for one model and joins no other."""
    calls = chain(_whole(node, source))
    models = [source.model(argument) for argument in node.args]
    model = models[0] if len(models) == 1 else None
    if model is None or any(
        "join" in method(call) or method(call) == "select_from" for call in calls
    ):
        return
    for call in calls:
        for one in call.keywords if method(call) == "filter_by" else ():
            if one.arg and not _has(model, one.arg):
                yield Problem(
                    one,
                    f"`{model.name}` has no `{one.arg}`.",
                    "Name a field of the model, or add it.",
                )


def _whole(node: ast.Call, source: Source) -> ast.Call:
    """The last call of the chain that a call begins."""
    while isinstance(name := source.parent(node), ast.Attribute):
        call = source.parent(name)
        if not isinstance(call, ast.Call):
            break
        node = call
    return node


def _is_inside(node: ast.Call, source: Source) -> bool:
    """Whether a statement is part of another one, with which it is looked at."""
    own = chain(_whole(node, source))
    around = (one for one in source.ancestors(node) if isinstance(one, ast.Call) and one not in own)
    return any(first_of(one, source) is not None for one in around)


def _has(model: Model, name: str) -> bool:
    """Whether a model may have an attribute: it is there, or something that nobody has read may bring it."""
    if (
        not model.is_table
        or name.startswith(("_", "model_"))
        or name in ("metadata", "sqlmodel_update")
    ):
        return True
    if not is_known(model) or model.project.ancestry(model.cls) & TRAITS:
        return True
    classes = list(model.project.lineage(model.cls))
    return any(name in (*cls.fields, *cls.assigned, *cls.methods) for cls in classes) or _is_set(
        model, name
    )


def _is_set(model: Model, name: str) -> bool:
    """Whether a relationship of another model brings the attribute, as `backref` does."""
    return any(
        "backref" in field.keywords.get("sa_relationship_kwargs", "")
        and name in field.keywords["sa_relationship_kwargs"]
        for other in model.project.models.values()
        for field in other.relationships.values()
    )
