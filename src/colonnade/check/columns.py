"""Columns in source: the fields of models, what they are declared with, and which types they have."""

import ast
from collections.abc import Iterator
from functools import cache

from colonnade.check.project import MODEL_BASES, TRAITS, Field, Model
from colonnade.check.source import Source

VALIDATES = frozenset({"colonnade.Model", "colonnade.data.models.model.Model"})
"""The base whose tables check their values, and where it is at home; those of SQLModel do not."""

SETTINGS = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings"})
"""The base of what is read from the environment."""

_NOTHING = frozenset({"None", "NoneType"})
_KNOWN_BASES = MODEL_BASES | TRAITS | {"object", "abc.ABC", "typing.Generic", "Generic", "ABC"}


def model_around(node: ast.AnnAssign, source: Source) -> Model | None:
    """The model that an annotated name is a field of; None for any other annotated name."""
    parent = source.parent(node)
    if not isinstance(parent, ast.ClassDef) or not isinstance(node.target, ast.Name):
        return None
    if node.target.id.startswith("__") or node.target.id == "model_config":
        return None
    return source.model_of(parent)


def table_around(node: ast.AnnAssign, source: Source) -> Model | None:
    """The model with a table that an annotated name is a field of, by itself or for a model that derives from it."""
    model = model_around(node, source)
    if model is None or model.is_table:
        return model
    return next(iter(heirs(model)), None)


def heirs(model: Model) -> list[Model]:
    """The models with tables that derive from a model."""
    return model.project.heirs.get(model.cls.name, [])


def field_call(node: ast.AnnAssign, source: Source) -> ast.Call | None:
    """The call of SQLModel's `Field` that a field is declared with, as its value or in `Annotated`."""
    for call in _calls(node):
        if source.resolve(call.func) == "sqlmodel.Field":
            return call
    return None


def _calls(node: ast.AnnAssign) -> Iterator[ast.Call]:
    if isinstance(node.value, ast.Call):
        yield node.value
    if isinstance(node.annotation, ast.Subscript) and isinstance(node.annotation.slice, ast.Tuple):
        yield from (one for one in node.annotation.slice.elts if isinstance(one, ast.Call))


def keyword(call: ast.Call | None, name: str) -> ast.keyword | None:
    """A keyword of a call."""
    if call is None:
        return None
    return next((one for one in call.keywords if one.arg == name), None)


def given(call: ast.Call, name: str) -> Iterator[ast.expr]:
    """What a field is given for an argument of its column: by a keyword of `Column`, or in `sa_column_kwargs`."""
    for one in ast.walk(call):
        if isinstance(one, ast.keyword) and one.arg == name:
            yield one.value
        elif isinstance(one, ast.Dict):
            for key, value in zip(one.keys, one.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == name:
                    yield value


def keywords(call: ast.Call | None) -> set[str]:
    """The names of a call's keywords; `**` for one that holds several."""
    return set() if call is None else {one.arg or "**" for one in call.keywords}


def is_true(call: ast.Call | None, name: str) -> bool:
    """Whether a keyword of a call is `True`."""
    found = keyword(call, name)
    return found is not None and isinstance(found.value, ast.Constant) and found.value.value is True


def has_own_column(call: ast.Call | None) -> bool:
    """Whether a field brings its type or its column, so that its annotation does not decide."""
    return bool(keywords(call) & {"sa_type", "sa_column", "**"})


def types_of(annotation: ast.expr) -> list[ast.expr]:
    """The types that an annotation allows, without `None` and `Annotated`."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return types_of(parsed(annotation.value)) if annotation.value else []
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return types_of(annotation.left) + types_of(annotation.right)
    if isinstance(annotation, ast.Subscript):
        name = ast.unparse(annotation.value).rpartition(".")[2]
        inner = annotation.slice
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if name in ("Optional", "Union"):
            return [one for part in parts for one in types_of(part)]
        if name == "Annotated":
            return types_of(parts[0])
    is_nothing = isinstance(annotation, ast.Constant) and annotation.value is None
    return [] if is_nothing else [annotation]


@cache
def parsed(text: str) -> ast.expr:
    """An annotation from its text; a name that stands for nothing where it is no Python."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return ast.Name(id="_")


def only_type(node: ast.AnnAssign, source: Source) -> str:
    """The dotted name of the one type that a field has beside `None`; empty where there are several."""
    types = types_of(node.annotation)
    return source.resolve(types[0]) if len(types) == 1 else ""


def allows_none(annotation: ast.expr) -> bool:
    """Whether an annotation allows `None`."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return allows_none(parsed(annotation.value))
    if isinstance(annotation, ast.BinOp):
        return allows_none(annotation.left) or allows_none(annotation.right)
    if isinstance(annotation, ast.Subscript):
        name = ast.unparse(annotation.value).rpartition(".")[2]
        return name == "Optional" or (name == "Union" and "None" in ast.unparse(annotation.slice))
    return isinstance(annotation, ast.Constant) and annotation.value is None


def has_default(node: ast.AnnAssign, call: ast.Call | None) -> bool:
    """Whether a field has a value when none is given."""
    if call is None or call is not node.value:
        return node.value is not None
    return bool(call.args) or bool(keywords(call) & {"default", "default_factory", "**"})


def validates(model: Model) -> bool:
    """Whether the model checks its values although it has a table."""
    return bool(VALIDATES & model.project.ancestry(model.cls))


def is_known(model: Model) -> bool:
    """Whether everything that a model derives from is in the project, so that it has no other fields."""
    ancestry = model.project.ancestry(model.cls)
    return all(name in model.project.classes or name in _KNOWN_BASES for name in ancestry)


def is_named(model: Model) -> bool:
    """Whether the name of a model's table is plain: written out, or the default."""
    lineage = list(model.project.lineage(model.cls))
    if any("__tablename__" in cls.methods for cls in lineage):
        return False
    written = [cls.assigned["__tablename__"] for cls in lineage if "__tablename__" in cls.assigned]
    return all(text[:1] in ("'", '"') for text in written)


def is_key(field: Field) -> bool:
    """Whether a field is of the primary key."""
    return field.keywords.get("primary_key") == "True" or "primary_key=True" in field.keywords.get(
        "sa_column", ""
    )
