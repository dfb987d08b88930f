"""`Model`: the base of tables and schemas. A table validates as a schema does, and loading from the database is free."""

import builtins
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig
from sqlmodel.main import SQLModelMetaclass

from colonnade.data.models import declaration, inheritance, validation
from colonnade.data.models.naming import NAMING_CONVENTION
from colonnade.data.models.sensitive import is_sensitive
from colonnade.data.types.tracked import track_unpickled
from colonnade.data.watch import detached


def _new(cls: type[Any], *args: Any, **kwargs: Any) -> Any:
    """An empty instance of a schema, in one step."""
    return object.__new__(cls)


def _is_plain(base: type) -> bool:
    """Whether instances of a base are made as SQLModel makes those of tables, which schemas can do without."""
    return isinstance(base, ModelMeta) and base.__new__ in (_new, Model.__new__)


@dataclass_transform(kw_only_default=True, field_specifiers=(Field, FieldInfo))
class ModelMeta(SQLModelMetaclass):
    """Prepares a class before SQLModel sees it and puts its columns in order before SQLAlchemy maps it."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> Any:
        if not options.get("table"):
            if all(_is_plain(base) for base in bases):
                namespace.setdefault("__new__", _new)
            return super().__new__(cls, name, bases, namespace, **options)
        if _is_plain(bases[0]):
            namespace.setdefault("__new__", Model.__new__)
        parent = inheritance.table_parent(name, bases)
        declaration.prepare(namespace)

        def __init__(self: Any, **data: Any) -> None:
            super(made, self).__init__(**data)

        # Not marked as pydantic's own: a row is never made without SQLAlchemy, not even within a schema.
        namespace.setdefault("__init__", __init__)
        inherited = inheritance.prepare(name, parent, namespace) if parent else frozenset()
        if not parent:
            inheritance.mark(namespace)
            inheritance.join_arguments(bases, namespace)
        with declaration.explained(name), inheritance.unshadowed() if parent else nullcontext():
            made = super().__new__(cls, name, bases, namespace, **options)
        declaration.ask_for_zones(made)
        inheritance.drop_inherited(made, inherited)
        declaration.order_columns(made)
        return made

    def __init__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> None:
        if not options.get("table"):
            super().__init__(name, bases, namespace, **options)
            return
        parent = inheritance.table_parent(name, bases)
        # SQLModel maps no class with a table among its bases; SQLAlchemy itself looks at the class.
        others = tuple(base for base in bases if base is not parent)
        super().__init__(name, others, namespace, **options)
        if parent:
            inheritance.complete(cls, parent)
        declaration.mark_table(cls)

    # Hidden from type checkers, for which it would make every misspelt attribute valid.
    if not TYPE_CHECKING:

        def __getattr__(cls, name: str) -> Any:
            """The columns of a trait, for criteria that are written on the trait itself."""
            column = cls.__dict__.get("__criteria__", {}).get(name)
            return super().__getattr__(name) if column is None else column


class Model(
    SQLModel,
    metaclass=ModelMeta,
    registry=registry(metadata=MetaData(naming_convention=NAMING_CONVENTION)),
):
    """The base of every table and schema.

    A class with `table=True` validates when it is constructed and when an attribute is assigned, exactly as the same
    class without `table=True` would; unknown arguments are refused; a refused assignment changes nothing. Rows that
    come from the database are trusted and not validated. Rows compare and hash by identity, as SQLAlchemy expects.

    What the database or the unit of work fills may be left out: a generated key, a column with a `server_default`,
    the owner, and a foreign key that a relationship of the class can set.

    A table may derive from another table that says how its rows are told apart; see `inheritance`.

    A project with its own `MetaData` derives its own base:
    `class Base(Model, registry=registry(metadata=metadata))`.

    Raises:
        pydantic.ValidationError: an argument or an assigned value is not valid.
        ModelError: at class creation, when the class says something that cannot be made to work.
    """

    model_config = SQLModelConfig(extra="forbid", from_attributes=True, hide_input_in_errors=True)

    if TYPE_CHECKING:
        # SQLModel declares a function that makes the name, for which pyright refuses a text.
        __tablename__: ClassVar[str]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        made: Self = super().__new__(cls)
        if cls.__private_attributes__:
            # SQLAlchemy builds loaded rows by __new__ alone; their private attributes need their defaults as well.
            private = {k: a.get_default() for k, a in cls.__private_attributes__.items()}
            object.__setattr__(made, "__pydantic_private__", private)
        return made

    def __init__(self, **data: Any) -> None:
        if not validation.is_table(type(self)):
            super().__init__(**data)
        elif not validation.is_bare():
            validation.fill(self, data)

    # Schemas are made by pydantic without a call to Python for each of them, in a fifth of the time.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    def __setattr__(self, name: str, value: Any) -> None:
        if name == validation.STATE:  # of every row that is loaded
            self.__dict__[name] = value
        elif validation.is_validated(self, name):
            validation.assign(self, {name: value})
        else:
            super().__setattr__(name, value)

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        if validation.is_table(type(self)):
            track_unpickled(self)

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [(k, v) for k, v in super().__repr_args__() if not is_sensitive(type(self), k)]

    @classmethod
    def model_validate(
        cls,
        obj: Any,
        *,
        strict: bool | None = None,
        from_attributes: bool | None = None,
        context: builtins.dict[str, Any] | None = None,
        update: builtins.dict[str, Any] | None = None,
        **options: Any,
    ) -> Self:
        """A validated instance from a mapping or an object with attributes; `update` wins over it."""
        if not validation.is_table(cls):
            return super().model_validate(
                obj, strict=strict, from_attributes=from_attributes, context=context, update=update
            )
        made = validation.bare(cls)
        validation.fill(made, validation.merged(obj, update), strict=strict, context=context)
        return made

    def sqlmodel_update(
        self,
        obj: Mapping[str, Any] | BaseModel,
        *,
        update: builtins.dict[str, Any] | None = None,
    ) -> Self:
        """Assign several attributes at once: all of them or, when one is refused, none.

        Args:
            obj: a mapping, or a schema of which the fields that were sent count.
            update: further values, which win.

        Raises:
            pydantic.ValidationError: a value is not valid, or a name is unknown.
        """
        sent = obj.model_dump(exclude_unset=True) if isinstance(obj, BaseModel) else dict(obj)
        validation.assign(self, {**sent, **(update or {})})
        return self


detached.install(Model)
