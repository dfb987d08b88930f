"""Relationships in source: between which models they are, and by which foreign keys."""

import ast
from functools import lru_cache

from colonnade.check.columns import parsed, types_of
from colonnade.check.project import Field, Model
from colonnade.check.source import Source
from colonnade.findings import Edit

_LISTS = frozenset({"list", "List", "Sequence", "set", "Set", "MutableSequence"})


@lru_cache(maxsize=4096)
def target_name(annotation: str) -> tuple[str, bool]:
    """The class that a relationship's annotation names, and whether it is a list of them."""
    types = types_of(parsed(annotation))
    if len(types) != 1:
        return "", False
    found = types[0]
    if isinstance(found, ast.Subscript):
        name = ast.unparse(found.value).rpartition(".")[2]
        inner = types_of(found.slice)
        if name not in _LISTS or len(inner) != 1:
            return "", False
        return ast.unparse(inner[0]), True
    return ast.unparse(found), False


def is_many(field: Field) -> bool:
    """Whether a relationship is a list."""
    return target_name(field.annotation)[1]


def target(field: Field, model: Model) -> Model | None:
    """The model that a relationship leads to, as the model's own module or the registry of SQLAlchemy knows it."""
    name, _ = target_name(field.annotation)
    if not name:
        return None
    project, home = model.project, model.cls.name.rpartition(".")[0]
    imported = project.modules[home].names if home in project.modules else {}
    first, dot, rest = name.partition(".")
    for whole in (f"{home}.{name}", f"{imported.get(first, '')}{dot}{rest}"):
        found = project.model(whole)
        if found is not None:
            return found if _is_alone(found) else None
    if first in imported:
        return None
    known = (project.models.get(cls.name) for cls in project.called(name) if cls.says_table)
    alike = [one for one in known if one is not None]
    if len(alike) > 1:  # modules that do not know each other; the other one leads back
        back = field.keywords.get("back_populates", "").strip("'\"")
        alike = [one for one in alike if back in one.relationships]
    return alike[0] if len(alike) == 1 else None


def _is_alone(model: Model) -> bool:
    """Whether its module has no other class of the same name, as tests with models in functions have."""
    facts = model.project.modules.get(model.cls.name.rpartition(".")[0])
    return facts is None or sum(cls.name == model.cls.name for cls in facts.classes) == 1


def is_plain(field: Field) -> bool:
    """Whether SQLModel decides how a relationship joins: nothing in its call says it otherwise."""
    said = field.keywords
    if "sa_relationship" in said or "sa_relationship_args" in said:
        return False
    kwargs = said.get("sa_relationship_kwargs", "{}")
    words = ("primaryjoin", "foreign_keys", "secondary", "remote_side", "viewonly", "overlaps")
    return kwargs.startswith("{") and "**" not in kwargs and not any(w in kwargs for w in words)


def foreign_keys(model: Model) -> list[tuple[Field, str]]:
    """The fields of a model that are foreign keys, each with the name of the table that it leads to."""
    found = []
    for field in model.columns.values():
        is_owner = field.call.startswith("colonnade.Owned.")
        said = (field.default or "") if is_owner else field.keywords.get("foreign_key", "")
        if said[:1] in ("'", '"'):
            found.append((field, said.strip("'\"").rpartition(".")[0].rpartition(".")[2]))
    return found


def keys_to(model: Model, other: Model) -> list[Field]:
    """The fields of a model that are foreign keys to another's table."""
    return [field for field, table in foreign_keys(model) if table == other.table_name]


def has_other_keys(model: Model) -> bool:
    """Whether a model may have foreign keys that its fields do not show."""
    classes = list(model.project.lineage(model.cls))
    fields = [field for cls in classes for field in cls.fields.values()]
    known = ("", "sqlmodel.Field", "sqlmodel.Relationship")
    if any(one.call not in known and not one.call.startswith("colonnade.") for one in fields):
        return True  # a function of the project's own may make them
    return any("ForeignKey" in text for cls in classes for text in cls.assigned.values()) or any(
        "ForeignKey" in text or (key == "foreign_key" and text[:1] not in ("'", '"'))
        for field in fields
        for key, text in [*field.keywords.items(), ("annotation", field.annotation)]
    )


def cascades(field: Field) -> bool:
    """Whether the session deletes the rows of a relationship along with the one that has them."""
    if field.keywords.get("cascade_delete") == "True":
        return True
    kwargs = field.keywords.get("sa_relationship_kwargs", "")
    return "cascade" in kwargs and ("delete" in kwargs or "all" in kwargs.partition("cascade")[2])


def call_of(field: Field, source: Source) -> ast.Call | None:
    """The call that a field of this file is declared with."""
    for node in source.nodes(ast.AnnAssign):
        if (node.lineno, node.col_offset) == (field.lineno, field.col_offset):
            return node.value if isinstance(node.value, ast.Call) else None
    return None


def with_argument(field: Field, text: str, source: Source) -> tuple[Edit, ...]:
    """The edit that adds an argument to the call that a field is declared with."""
    call = call_of(field, source)
    if call is None or call.args:
        return ()
    if call.keywords:
        return (source.add_argument(call.keywords[-1], text),)
    return (source.replace(call, f"{source.segment(call.func)}({text})"),)
