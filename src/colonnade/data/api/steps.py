"""The functions of a route and its dependencies in the order of their calls, and how each one's parameters are read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from inspect import (
    isasyncgenfunction,
    isclass,
    iscoroutinefunction,
    isfunction,
    isgeneratorfunction,
    ismethod,
)
from typing import Any

from fastapi import Request, Response

from colonnade.data.api.received import Received, received

_KINDS = {
    "path_params": "path_params",
    "query_params": "query_params",
    "header_params": "headers",
    "cookie_params": "cookies",
}
"""How FastAPI calls the parameters of a kind, and where a request has them."""

_SPECIAL = (
    "background_tasks_param_name",
    "concurrency",
    "own_oauth_scopes",
    "parent_oauth_scopes",
    "security_scopes",
    "security_scopes_param_name",
    "websocket_param_name",
)
"""What a function may ask for that only FastAPI's own handler sees to."""


class Unfit(Exception):
    """Something is asked for that only FastAPI's own handler sees to."""


@dataclass(frozen=True)
class Step:
    """One function of a route or its dependencies.

    Attributes:
        call: the function.
        awaited: whether it is a coroutine; any other runs in a thread.
        name: the parameter of the function that asked for it.
        asked_by: the place of that function.
        cached: whether what it gave another function will do.
        key: the same for what may be shared.
        parameters: its parameters in the request, kind by kind.
        given: the parameters that get the request, and those that get the response.
    """

    call: Callable[..., Any]
    awaited: bool
    name: str | None
    asked_by: int
    cached: bool
    key: Any
    parameters: Sequence[Received]
    given: tuple[Sequence[str], Sequence[str]]

    def read(self, request: Request, response: Response) -> dict[str, Any] | None:
        """Its parameters, but for its dependencies and the body; None where one is not valid."""
        values: dict[str, Any] = {}
        for kind in self.parameters:
            read = kind.read(request)
            if read is None:
                return None
            values.update(read)
        requests, responses = self.given
        for name in requests:
            values[name] = request
        for name in responses:
            values[name] = response
        return values


def steps_of(dependant: Any) -> list[Step]:
    """The functions of a route, each after those that it depends on; its own is the last one.

    Args:
        dependant: what FastAPI knows of the route's function.

    Raises:
        Unfit: one asks for what only FastAPI's own handler sees to.
    """
    found: list[tuple[Any, Any]] = [*_each(dependant, None)]
    places = {id(one): place for place, (one, _) in enumerate(found)}
    if len(places) < len(found) or any(one.body_params for one, _ in found[:-1]):
        raise Unfit
    return [_step(one, -1 if asking is None else places[id(asking)]) for one, asking in found]


def _each(dependant: Any, asking: Any) -> Iterator[tuple[Any, Any]]:
    for one in dependant.dependencies:
        yield from _each(one, dependant)
    yield dependant, asking


def _step(dependant: Any, asked_by: int) -> Step:
    if any(getattr(dependant, name, None) for name in _SPECIAL):
        raise Unfit
    kinds = ((getattr(dependant, kind), where) for kind, where in _KINDS.items())
    requests = (dependant.request_param_name, dependant.http_connection_param_name)
    return Step(
        dependant.call,
        _is_awaited(dependant.call),
        dependant.name,
        asked_by,
        dependant.use_cache,
        (dependant.call, dependant.scope),
        [received(fields, where) for fields, where in kinds if fields],
        ([*filter(None, requests)], [*filter(None, [dependant.response_param_name])]),
    )


def _is_awaited(call: Any) -> bool:
    """Whether a function is a coroutine.

    Raises:
        Unfit: it is a generator, or wrapped or marked by another, so that only FastAPI knows.
    """
    if isclass(call):
        return False
    by_itself = isfunction(call) or ismethod(call)
    function: Any = getattr(call, "__func__", call) if by_itself else type(call).__call__
    generates = isgeneratorfunction(function) or isasyncgenfunction(function)
    marked = hasattr(function, "__wrapped__") or hasattr(function, "_is_coroutine")
    if not isfunction(function) or generates or marked:
        raise Unfit
    return iscoroutinefunction(function)
