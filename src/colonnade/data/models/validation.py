"""How the rows of a table class are validated: on construction and on assignment, never on loading.

SQLModel leaves a table unvalidated, and pydantic's `validate_assignment` would be too late: SQLModel hands the value
to SQLAlchemy before pydantic sees it. So the value is validated beside the row and reaches SQLAlchemy afterwards.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticUndefined
from sqlalchemy.orm.attributes import set_attribute
from sqlmodel import SQLModel
from sqlmodel._compat import ObjectWithUpdateWrapper, finish_init, partial_init

STATE = "_sa_instance_state"

R = TypeVar("R", bound=SQLModel)


def is_table(cls: type[SQLModel]) -> bool:
    """Whether the class is mapped to a table."""
    return bool(cls.model_config.get("table"))


def is_bare() -> bool:
    """Whether an instance is being made that `fill` will fill."""
    return not finish_init.get()


def bare(cls: type[R]) -> R:
    """An instance that SQLAlchemy knows and that has no values yet."""
    with partial_init():
        return cls()


def is_validated(row: SQLModel, name: str) -> bool:
    """Whether assigning this attribute must be validated first."""
    return is_table(type(row)) and name in type(row).model_fields


def merged(obj: Any, update: dict[str, Any] | None) -> Any:
    """The input with further values that win."""
    if not update:
        return obj
    return {**obj, **update} if isinstance(obj, Mapping) else ObjectWithUpdateWrapper(obj, update)


def fill(row: SQLModel, data: Any, **options: Any) -> None:
    """Validate the input and set the row's columns and relationships from it.

    Raises:
        ValidationError: with every mistake; the row is to be thrown away.
    """
    related = _relationships(row, data)
    if isinstance(data, Mapping):
        data = {k: v for k, v in data.items() if k not in related}
    own = row.__dict__
    try:
        # The validator replaces the row's __dict__, where SQLAlchemy keeps its state.
        type(row).__pydantic_validator__.validate_python(data, self_instance=row, **options)
        values, sent = row.__dict__, row.__pydantic_fields_set__
    finally:
        object.__setattr__(row, "__dict__", own)
    for name, value in values.items():
        set_attribute(row, name, value)
    object.__setattr__(row, "__pydantic_fields_set__", sent)
    for name, value in related.items():
        set_attribute(row, name, value)


def assign(row: SQLModel, changes: Mapping[str, Any]) -> None:
    """Validate the changes and set them on the row: all, or none when one is refused.

    Raises:
        ValidationError: with every mistake; the row is as it was.
    """
    cls = type(row)
    if STATE not in row.__dict__:  # inside a validator of the model: the values are still plain
        row.__dict__.update(changes)
        return
    related = {k: v for k, v in changes.items() if k in cls.__sqlmodel_relationships__}
    before, after = _validated(row, {k: v for k, v in changes.items() if k not in related})
    for name, value in after.items():
        if name in changes or before.get(name, PydanticUndefined) is not value:
            set_attribute(row, name, value)
            row.__pydantic_fields_set__.add(name)
    for name, value in related.items():
        set_attribute(row, name, value)


def made(cls: type[SQLModel], data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new row, as `fill` would set them, without a row that SQLAlchemy knows.

    Raises:
        ValidationError: with every mistake.
    """
    copy = cls.__new__(cls)
    cls.__pydantic_validator__.validate_python(dict(data), self_instance=copy)
    values: dict[str, Any] = copy.__dict__
    return values


def validated(cls: type[SQLModel], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes, each validated by its field alone, for a row that is not at hand.

    Raises:
        ValidationError: with every mistake.
    """
    copy = cls.__new__(cls)
    _validate(copy, changes)
    return {name: copy.__dict__[name] for name in changes}


def _validated(row: SQLModel, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row's values before and after the changes, computed on a copy that SQLAlchemy does not know."""
    cls = type(row)
    if cls.__pydantic_decorators__.model_validators:
        for name in cls.model_fields:  # such a validator may read any field; load what has expired
            getattr(row, name)
    before = {k: v for k, v in row.__dict__.items() if k != STATE}
    copy = cls.__new__(cls)
    # With several changes a validator of the model sees the row as it is going to be, not a step on the way.
    together = {**before, **changes} if len(changes) > 1 else before.copy()
    object.__setattr__(copy, "__dict__", together)
    _validate(copy, changes)
    return before, copy.__dict__


def _validate(copy: SQLModel, changes: Mapping[str, Any]) -> None:
    cls, refused = type(copy), []
    for name, value in changes.items():
        try:
            cls.__pydantic_validator__.validate_assignment(copy, name, value)
        except ValidationError as error:
            refused.append(error)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise _joined(cls.__name__, refused)


def _joined(title: str, refused: list[ValidationError]) -> ValidationError:
    """All mistakes in one error, as a constructor would raise it."""
    mistakes: list[InitErrorDetails] = []
    for error in refused:
        for said in error.errors(include_url=False):
            kind = PydanticCustomError(said["type"], said["msg"].replace("{", "{{"))
            mistakes.append({"type": kind, "loc": said["loc"], "input": said["input"]})
    return ValidationError.from_exception_data(title, mistakes, hide_input=True)


def _relationships(row: SQLModel, data: Any) -> dict[str, Any]:
    names = type(row).__sqlmodel_relationships__
    if isinstance(data, Mapping):
        return {name: data[name] for name in names if name in data}
    found = {name: getattr(data, name, PydanticUndefined) for name in names}
    return {name: value for name, value in found.items() if value is not PydanticUndefined}
