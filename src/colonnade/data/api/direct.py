"""Routes whose usual requests take a short way through FastAPI.

FastAPI finds out for each request what every dependency is, and looks for parameters of each kind in each of them; that
takes longer than a short statement. Here that is found out once. FastAPI's own functions still read and validate the
parameters, and what comes back is what FastAPI would give.

The rule here: whatever is not the usual case goes to FastAPI's own handler, before any dependency was called: a request that
is not valid, overridden dependencies, traces, a handler or a way of solving that somebody else has put in the place of
FastAPI's. Dependencies with `yield`, with scopes or with background tasks always do (`steps`).
"""

from collections.abc import Callable, Coroutine, Sequence
from inspect import getclosurevars, isfunction
from typing import Any

from fastapi import Request, Response, routing
from fastapi.dependencies import utils
from starlette.concurrency import run_in_threadpool

from colonnade.data.api.steps import Step, Unfit, steps_of

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_TRACED = "fastapi.telemetry"


class DirectRoute(routing.APIRoute):
    """A route whose function is a coroutine and returns its response itself."""

    def get_route_handler(self) -> Handler:
        """As FastAPI's, and that one where the short way is none."""
        usual = super().get_route_handler()
        known = _known(usual)
        try:
            return usual if known is None else _Direct(usual, known).handle
        except Unfit:
            return usual


def _known(usual: Handler) -> dict[str, Any] | None:
    """What FastAPI's handler knows; None where somebody has wrapped it."""
    if not isfunction(usual) or usual.__module__ != routing.__name__:
        return None
    known: dict[str, Any] = {**getclosurevars(usual).nonlocals}
    wanted = {"dependant", "dependency_overrides_provider", "embed_body_fields", "is_body_form"}
    fits = wanted <= known.keys() and not known["embed_body_fields"] and not known["is_body_form"]
    return known if fits else None


class _Direct:
    """The short way of one route.

    Args:
        usual: FastAPI's handler.
        known: what it knows.
    """

    def __init__(self, usual: Handler, known: dict[str, Any]) -> None:
        self._usual = usual
        self._dependant = known["dependant"]
        self._app = known["dependency_overrides_provider"]
        self._steps = steps_of(self._dependant)
        # One at most: several would be embedded.
        self._body = next(iter(self._dependant.body_params), None)

    async def handle(self, request: Request) -> Response:
        """Answer a request."""
        try:
            values = None if self._is_special(request) else await self._read(request)
        except _Unreadable as error:
            return await self._usual(error.again)
        if values is None:
            return await self._usual(request)
        await _solve(self._steps, values)
        answer: Response = await routing.run_endpoint_function(
            dependant=self._dependant, values=values[-1], is_coroutine=True
        )
        return answer

    def _is_special(self, request: Request) -> bool:
        return bool(
            (self._app and self._app.dependency_overrides)
            or _TRACED in request.scope
            or vars(routing)["solve_dependencies"] is not utils.solve_dependencies
        )

    async def _read(self, request: Request) -> list[dict[str, Any]] | None:
        """What each function is called with, but for what others give; None for FastAPI to say what is wrong."""
        response = _Unset()
        values: list[dict[str, Any]] = []
        for step in self._steps:
            read = step.read(request, response)
            if read is None:
                return None
            values.append(read)
        if self._body is None:
            return values
        sent = await self._sent(request, self._body)
        if sent is None:
            return None
        values[-1].update(sent)
        return values

    async def _sent(self, request: Request, field: Any) -> dict[str, Any] | None:
        """The parameter that the body is; None where it is not valid."""
        try:
            sent = await request.body()
            if not sent or request.headers.get("content-type") != "application/json":
                return None
            body = await request.json()
        except ValueError:
            return None
        except Exception as error:
            raise _Unreadable(request, error) from error
        value, errors = field.validate(body, {}, loc=("body",))
        return None if errors else {field.name: value}


class _Unset(Response):
    """What FastAPI gives functions to set headers, cookies and a status: neither is set yet."""

    def __init__(self) -> None:
        self.status_code: Any = None
        self.raw_headers = []
        self.background = None
        self.body = b""


class _Unreadable(Exception):
    """A body cannot be read.

    Attributes:
        again: the request with a body that fails in the same way when FastAPI's handler reads it.
    """

    def __init__(self, request: Request, error: Exception) -> None:
        async def failing() -> Any:
            raise error

        self.again = Request(request.scope, failing)


async def _solve(steps: Sequence[Step], values: Sequence[dict[str, Any]]) -> None:
    """Call the dependencies, the same one once, and give each result to the function that asked for it."""
    known: dict[Any, Any] = {}
    for step, own in zip(steps[:-1], values, strict=False):
        if step.cached and step.key in known:
            solved = known[step.key]
        elif step.awaited:
            solved = await step.call(**own)
        else:
            solved = await run_in_threadpool(step.call, **own)
        if step.name is not None:
            values[step.asked_by][step.name] = solved
        known.setdefault(step.key, solved)
