"""Bytes in JSON: base64, in both directions.

Pydantic writes bytes as UTF-8, which a picture is not.
"""

import base64
import binascii
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, PlainSerializer, WithJsonSchema, create_model


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError("this is not base64") from None


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


Base64 = Annotated[
    bytes,
    BeforeValidator(_decoded),
    PlainSerializer(_encoded, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]


def with_base64(schema: type[BaseModel]) -> type[BaseModel]:
    """The schema itself, or a subclass of it whose fields of bytes are base64 in JSON, nested ones too."""
    fields: dict[str, Any] = {}
    for name, field in schema.model_fields.items():
        annotation = _replaced(field.annotation)
        if annotation is not field.annotation:
            fields[name] = (annotation, field)
    if not fields:
        return schema
    return create_model(schema.__name__, __base__=schema, __module__=schema.__module__, **fields)


def _replaced(annotation: Any) -> Any:
    if annotation is bytes:
        return Base64
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return with_base64(annotation)
    arguments = get_args(annotation)
    replaced = tuple(_replaced(argument) for argument in arguments)
    if all(new is old for new, old in zip(replaced, arguments, strict=True)):
        return annotation
    origin = get_origin(annotation)
    return reduce(or_, replaced) if origin in {Union, UnionType} else origin[replaced]
