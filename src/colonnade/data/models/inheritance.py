"""Table classes that derive from table classes: in one table, or in a table of their own that is joined.

SQLModel leaves such a class unmapped. SQLAlchemy can map it when the fields that it inherits stay the parent's.

    class Thing(Base, table=True):
        __tablename__ = "things"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "thing"}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(max_length=20)

    class Book(Thing, table=True):          # in the table of all things, where its columns may be NULL
        __mapper_args__ = {"polymorphic_identity": "book"}
        pages: int

    class Car(Thing, table=True):           # has a table of its own, joined by the key
        __tablename__ = "cars"
        __mapper_args__ = {"polymorphic_identity": "car"}
        id: int | None = Field(default=None, primary_key=True, foreign_key="things.id", ondelete="CASCADE")
        plate: str
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from pydantic.fields import FieldInfo
from sqlalchemy import Column, inspect
from sqlalchemy.orm import Mapper, declared_attr
from sqlmodel._compat import get_annotations

from colonnade.errors import ModelError

ARGUMENTS = "__mapper_args__"


def table_parent(name: str, bases: tuple[type, ...]) -> Any:
    """The table class that a table class derives from, or None.

    Raises:
        ModelError: there are several, or the parent does not say how its rows tell their class.
    """
    parents = [base for base in bases if getattr(base, "model_config", {}).get("table")]
    if not parents:
        return None
    if len(parents) > 1:
        names = " and ".join(parent.__name__ for parent in parents)
        raise ModelError(f"{name} derives from the tables {names}.", "Derive it from one of them.")
    mapper: Mapper[Any] = inspect(parents[0])
    if mapper.polymorphic_on is None:
        raise ModelError(
            f"{name} derives from the table {parents[0].__name__}, whose rows do not say of which class they are.",
            "Put what they share into a class without table=True, and derive both tables from it; or give"
            f' {parents[0].__name__} a column for it: __mapper_args__ = {{"polymorphic_on": "kind"}}.',
        )
    return parents[0]


def prepare(name: str, parent: Any, namespace: dict[str, Any]) -> frozenset[str]:
    """Change the body of a class that derives from a table: its inherited fields are the parent's own.

    Returns:
        The names of the columns that it inherits.

    Raises:
        ModelError: it does not say how its rows are marked.
    """
    mapper: Mapper[Any] = inspect(parent)
    namespace.setdefault("__tablename__", None)
    # Rows come complete: their columns with the parent's, or by one more statement for each joined table.
    load = "inline" if namespace["__tablename__"] is None else "selectin"
    namespace[ARGUMENTS] = {"polymorphic_load": load, **namespace.get(ARGUMENTS, {})}
    identity = namespace[ARGUMENTS].get("polymorphic_identity")
    if identity is None:
        raise ModelError(
            f"{name} does not say how its rows are marked.",
            f'Give it __mapper_args__ = {{"polymorphic_identity": "{name.lower()}"}}.',
        )
    own = get_annotations(namespace)
    kind = mapper.get_property_by_column(mapper.polymorphic_on).key  # type: ignore[arg-type]
    annotations: dict[str, Any] = dict.fromkeys(parent.__sqlmodel_relationships__, ClassVar[Any])
    inherited = {key: field for key, field in parent.model_fields.items() if key not in own}
    for key, field in inherited.items():
        annotations[key] = field.annotation
        namespace[key] = _marked(field, identity) if key == kind else field._copy()
    # The parent's fields first, as pydantic has them in a subclass.
    namespace["__annotations__"] = {**annotations, **own}
    return frozenset(inherited)


def mark(namespace: dict[str, Any]) -> None:
    """Let the rows of a parent have its own mark, without a word in its constructor."""
    said = namespace.get(ARGUMENTS)
    if not isinstance(said, dict) or "polymorphic_identity" not in said:
        return
    field = namespace.get(str(said.get("polymorphic_on")))
    if isinstance(field, FieldInfo) and field.is_required():
        field.default = said["polymorphic_identity"]
    elif field is None and str(said.get("polymorphic_on")) in get_annotations(namespace):
        namespace[str(said["polymorphic_on"])] = said["polymorphic_identity"]


def join_arguments(bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
    """Keep what a trait says to the mapper beside what the class itself says."""
    said = namespace.get(ARGUMENTS)
    traits = [base for base in bases if ARGUMENTS in _of_traits(base)]
    if not isinstance(said, dict) or not traits:
        return
    directive: Any = _of_traits(traits[0])[ARGUMENTS]

    def arguments(cls: Any) -> dict[str, Any]:
        return {**directive.fget(cls), **said}

    namespace[ARGUMENTS] = declared_attr.directive(arguments)


@contextmanager
def unshadowed() -> Iterator[None]:
    """Keep pydantic from warning that an inherited field stands before the parent's attribute: it is the same one."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Field name .* shadows an attribute in parent")
        yield


def drop_inherited(cls: Any, inherited: frozenset[str]) -> None:
    """Take the columns off the class that SQLModel has made for the parent's fields."""
    for name in inherited:
        if isinstance(vars(cls).get(name), Column):
            type.__delattr__(cls, name)
    if cls.__tablename__ is None:
        for column in vars(cls).values():
            if isinstance(column, Column):
                column.nullable = True  # other classes' rows in the table have no value


def complete(cls: Any, parent: Any) -> None:
    """Let a mapped subclass know the relationships that it inherits."""
    own = cls.__sqlmodel_relationships__
    cls.__sqlmodel_relationships__ = {**parent.__sqlmodel_relationships__, **own}


def _marked(field: FieldInfo, identity: Any) -> FieldInfo:
    copy = field._copy()
    copy.default, copy.default_factory = identity, None
    return copy


def _of_traits(base: type) -> dict[str, Any]:
    """The attributes of the first class in the line of a base that speaks to the mapper; none of a mapped class."""
    for cls in base.__mro__:
        if hasattr(vars(cls).get(ARGUMENTS), "fget") and "__mapper__" not in vars(cls):
            return dict(vars(cls))
    return {}
