"""What the OpenAPI document says of a route besides its types."""

from typing import Any

from colonnade.data.api.etag import ETAG, NOT_MODIFIED
from colonnade.data.api.problem_examples import problems
from colonnade.data.api.resource import Resource

_WITH_ETAG = {"create": 201, "get": 200, "update": 200, "restore": 200}


def operation(resource: Resource, verb: str, summary: str, *statuses: int) -> dict[str, Any]:
    """The keyword arguments of a route.

    Args:
        resource: the model and its schemas.
        verb: what it does; with the model's name it is the operation's id.
        summary: the same in words.
        statuses: the problems that it may answer.
    """
    responses = problems(resource.model.__name__, *statuses, 503)
    if resource.version is not None and verb in _WITH_ETAG:
        responses[_WITH_ETAG[verb]] = {"headers": ETAG}
    if verb == "get" and resource.is_versioned_whole:
        responses |= NOT_MODIFIED
    return {
        "operation_id": f"{verb}{resource.model.__name__}",
        "summary": f"{summary} {resource.model.__name__}",
        "responses": responses,
    }
