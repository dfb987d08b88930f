"""What a response shows, written as JSON once.

FastAPI validates what a route returns against `response_model` and serialises it anew. The routes return rows that were
just put into that very schema, so they are written straight away, and the document still says the schema.
"""

from collections.abc import Iterable
from typing import Any

from fastapi import Response
from pydantic import BaseModel, create_model
from sqlmodel import SQLModel


def written(response: Response, body: bytes, status: int = 200) -> Response:
    """The response, with the headers, cookies and status that the route and its dependencies have set.

    Args:
        response: what FastAPI gave the route and its dependencies.
        body: what is shown, as JSON of the schema that the route documents.
        status: the status that the route documents.
    """
    status_code = response.status_code or status
    made = Response(body, status_code=status_code, media_type="application/json")
    made.raw_headers.extend(response.raw_headers)
    return made


def with_fields(
    public: type[BaseModel], model: type[SQLModel], names: Iterable[str | None]
) -> type[BaseModel]:
    """The schema of a response with further fields of the model; what the client sees stays `public`.

    Args:
        public: the schema.
        model: the table's class.
        names: the fields that are needed besides, for headers.
    """
    missing: dict[str, Any] = {
        name: (model.model_fields[name].annotation, ...)
        for name in names
        if name is not None and name not in public.model_fields
    }
    if not missing:
        return public
    return create_model(public.__name__, __base__=public, __module__=public.__module__, **missing)
