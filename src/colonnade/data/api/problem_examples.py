"""The problems that a route may answer, with an example each, for the OpenAPI document."""

from http import HTTPStatus
from typing import Any

from colonnade.data.api.problems import Problem, problem_of
from colonnade.data.translation import stale
from colonnade.errors import DataError, InvalidQuery, LockTimeout, NotFound, UniqueViolation

_DESCRIPTIONS = {
    400: "An unknown or invalid parameter",
    404: "No such row, or none that you may see",
    409: "At odds with another row",
    412: "The row has changed since it was read",
    422: "The request is not valid",
    503: "The database could not answer now; try again",
}


def problems(model: str, *statuses: int) -> dict[int | str, dict[str, Any]]:
    """The responses of a route for these statuses.

    Args:
        model: the model's name, for the examples.
        statuses: what it may answer beside a success.
    """
    return {status: _response(model, status) for status in statuses}


def _response(model: str, status: int) -> dict[str, Any]:
    content = {"application/json": {"example": _example(model, status)}}
    return {"model": Problem, "description": _DESCRIPTIONS[status], "content": content}


def _example(model: str, status: int) -> dict[str, Any]:
    errors: dict[int, DataError] = {
        400: InvalidQuery("There is no parameter nmae; did you mean name?", "nmae"),
        404: NotFound(f"{model} not found."),
        409: UniqueViolation(f"Another {model} has this value.", "name"),
        412: stale(),
        503: LockTimeout("Another transaction held a lock for too long."),
    }
    problem = problem_of(errors[status]) if status in errors else _invalid()
    problem.status = status
    return problem.model_dump(exclude_none=True)


def _invalid() -> Problem:
    detail = "String should have at least 1 character"
    return Problem(
        type="urn:colonnade:invalid-request",
        title="Invalid request",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail=f"1 mistake: name: {detail}",
        field="name",
        errors=[{"field": "name", "detail": detail}],  # type: ignore[list-item]
    )
