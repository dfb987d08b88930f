"""Every error as `application/problem+json` (RFC 9457), for the whole application."""

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import pydantic
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from colonnade.data.api.problem_documentation import document
from colonnade.errors import (
    DataError,
    IsolationError,
    NotFound,
    OutOfScope,
    ScopeRequired,
    Unavailable,
)

logger = logging.getLogger("colonnade.api")

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "1"


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="The field, with dots where it is nested.", examples=["title"])
    detail: str = Field(examples=["String should have at least 1 character"])


class Problem(BaseModel):
    """What went wrong, as RFC 9457 wants it."""

    type: str = Field(
        description="Which kind of problem; `about:blank` says no more than the status.",
        examples=["urn:colonnade:unique-violation"],
    )
    title: str = Field(description="The same text for each problem of this type.")
    status: int = Field(description="The status of the response.")
    detail: str = Field(description="What happened this time.")
    field: str | None = Field(default=None, description="The field it is about, if it is one.")
    errors: list[FieldProblem] | None = Field(
        default=None, description="Each mistake of a request that is not valid."
    )


def problem_handlers(app: FastAPI) -> None:
    """Answer every error of an application with a problem, and say so in its OpenAPI document.

    | error | status |
    |---|---|
    | `InvalidQuery` | 400 |
    | `ScopeRequired` | 403 |
    | `NotFound`, `OutOfScope` | 404 |
    | `Conflict` (unique, foreign key, stale) | 409, with the field |
    | a request or a value that is not valid | 422, with each field |
    | `Unavailable` (time-out, deadlock, connection lost) | 503 with `Retry-After` |
    | anything else | 500, logged, without a reason |

    No answer repeats a value of the request or of a row.

    Args:
        app: the application.
    """
    app.add_exception_handler(DataError, _on_data_error)
    app.add_exception_handler(IsolationError, _on_isolation_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(pydantic.ValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_error)
    document(app, Problem.model_json_schema(ref_template="#/components/schemas/{model}"))


async def _on_data_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DataError)
    if error.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _failed(request, error, error)
    headers = {"Retry-After": RETRY_AFTER} if isinstance(error, Unavailable) else None
    return _answer(problem_of(error), headers)


async def _on_isolation_error(request: Request, error: Exception) -> Response:
    if isinstance(error, OutOfScope):
        # Said as for a row that is not there: whether another owner has it is nobody's business.
        return _answer(problem_of(NotFound("Not found, or not yours.", error.field)))
    if isinstance(error, ScopeRequired):
        logger.warning("%s", error)
        return _answer(_blank(HTTPStatus.FORBIDDEN, "This request names no owner of rows."))
    return _failed(request, error, error)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError | pydantic.ValidationError)
    return _answer(_invalid(error.errors()))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
        return Response(status_code=status, headers=error.headers)
    detail = error.detail if isinstance(error.detail, str) else status.phrase
    return _answer(_blank(status, detail), error.headers)


async def _on_error(request: Request, error: Exception) -> Response:
    # Starlette raises it again, and the server logs its traceback, though not which request it was.
    return _failed(request, error, None)


def _failed(request: Request, error: Exception, traceback: Exception | None) -> Response:
    """Log that a request failed, by which error, and answer without a reason."""
    what = type(error).__name__
    logger.error("%s %s failed: %s", request.method, request.url.path, what, exc_info=traceback)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _answer(_blank(status, "The service failed; its log says why."))


def problem_of(error: DataError) -> Problem:
    """The problem that an error is, without its remedy, which is meant for developers."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
    return Problem(
        type=f"urn:colonnade:{words.replace(' ', '-')}",
        title=words.capitalize(),
        status=error.status,
        detail=error.message,
        field=error.field,
    )


def _blank(status: HTTPStatus, detail: str) -> Problem:
    return Problem(type="about:blank", title=status.phrase, status=status, detail=detail)


def _invalid(errors: Sequence[Any]) -> Problem:
    found = [FieldProblem(field=_field(error), detail=error["msg"]) for error in errors]
    fields = {problem.field for problem in found}
    count = f"{len(found)} mistake{'s' if len(found) != 1 else ''}"
    return Problem(
        type="urn:colonnade:invalid-request",
        title="Invalid request",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail=f"{count}: "
        + "; ".join(f"{p.field}: {p.detail}" if p.field else p.detail for p in found),
        field=fields.pop() or None if len(fields) == 1 else None,
        errors=found,
    )


def _field(error: Mapping[str, Any]) -> str:
    """The location of a mistake, without the part of the request it is in; empty where the body is no JSON."""
    location = error["loc"]
    if error["type"] == "json_invalid":  # says how many characters were read
        return ""
    parts = location[1:] if location and location[0] in _PARTS else location
    return ".".join(str(part) for part in parts)


_PARTS = {"body", "query", "path", "header", "cookie"}


def _answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=problem.status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )
