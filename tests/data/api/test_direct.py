"""The short way through FastAPI answers as FastAPI's own does."""

from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request, Response, routing
from fastapi.routing import APIRoute
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel

from colonnade.data.api.direct import DirectRoute, _Direct

pytestmark = pytest.mark.anyio


class Sent(BaseModel):
    name: str


class Calls:
    """Counts what is called."""

    def __init__(self) -> None:
        self.made: list[str] = []

    async def __call__(self, response: Response, user: Annotated[int, Header()] = 0) -> int:
        self.made.append("caller")
        response.headers["X-Caller"] = str(user)
        if user == 13:
            raise HTTPException(403, "not you")
        return user


def in_a_thread(request: Request, wanted: str | None = None) -> str:
    return f"{request.method} {wanted}"


async def with_yield():
    yield "opened"


def application(kind: type[APIRoute], calls: Calls, more=in_a_thread) -> FastAPI:
    router = APIRouter(prefix="/things")

    async def change(
        key: int,
        data: Sent,
        caller: Annotated[int, Depends(calls)],
        again: Annotated[int, Depends(calls)],
        more: Annotated[str, Depends(more)],
        token: Annotated[str | None, Depends(OAuth2PasswordBearer("t", auto_error=False))],
    ) -> Response:
        return Response(f"{key} {data.name} {caller} {again} {more} {token}")

    router.add_api_route("/{key}", change, methods=["PATCH"], route_class_override=kind)
    app = FastAPI()
    app.include_router(router, dependencies=[Depends(calls)])
    return app


REQUESTS = {
    "usual": {"json": {"name": "a"}, "headers": {"user": "7", "Authorization": "Bearer x"}},
    "without the header": {"json": {"name": "a"}, "params": {"wanted": "b"}},
    "wrong header and body": {"json": {"name": 1}, "headers": {"user": "x"}},
    "refused": {"json": {"name": "a"}, "headers": {"user": "13"}},
    "no JSON": {"content": b"{", "headers": {"content-type": "application/json"}},
    "no text": {"content": b'"\xff"', "headers": {"content-type": "application/json"}},
    "of another type": {"content": b"{}", "headers": {"content-type": "text/plain"}},
    "with a character set": {
        "content": b'{"name": "a"}',
        "headers": {"content-type": "application/json; charset=utf-8"},
    },
    "nothing": {},
}


async def answered(kind, calls, path="/things/1", app=None, **asked):
    transport = httpx.ASGITransport(app or application(kind, calls))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.patch(path, **asked)
    return answer.status_code, answer.text, answer.headers


@pytest.mark.parametrize("asked", REQUESTS.values(), ids=REQUESTS)
async def test_it_answers_and_calls_the_same(asked):
    usual, direct = Calls(), Calls()
    wanted = await answered(APIRoute, usual, **asked)
    assert await answered(DirectRoute, direct, **asked) == wanted
    assert direct.made == usual.made


async def test_a_key_that_is_none_is_told_as_always():
    wanted = await answered(APIRoute, Calls(), "/things/x", json={"name": "a"})
    assert await answered(DirectRoute, Calls(), "/things/x", json={"name": "a"}) == wanted


async def test_an_overridden_dependency_is_called_instead():
    calls = Calls()
    app = application(DirectRoute, calls)
    app.dependency_overrides[calls] = lambda: 5
    _, text, _ = await answered(DirectRoute, calls, app=app, json={"name": "a"})
    assert (text.split()[2], calls.made) == ("5", [])


async def test_a_dependency_with_yield_is_opened():
    app = application(DirectRoute, Calls(), more=with_yield)
    _, text, _ = await answered(DirectRoute, Calls(), app=app, json={"name": "a"})
    assert "opened" in text


@pytest.mark.parametrize("kind", [APIRoute, DirectRoute])
async def test_a_body_that_breaks_off_is_a_bad_request(kind):
    app, found = application(kind, Calls()), []

    async def gone():
        return {"type": "http.disconnect"}

    async def send(message):
        found.append(message.get("status"))

    headers = [(b"content-type", b"application/json")]
    asked = {"type": "http", "method": "PATCH", "path": "/things/1", "query_string": b""}
    await app({**asked, "headers": headers}, gone, send)
    assert found[0] == 400


def test_the_usual_route_takes_the_short_way():
    route = APIRouter()
    route.add_api_route("/", Calls().__call__, route_class_override=DirectRoute)
    (made,) = route.routes
    assert isinstance(getattr(made.get_route_handler(), "__self__", None), _Direct)


async def test_what_else_solves_dependencies_is_heard(monkeypatch):
    heard = []

    async def solved(**asked):
        heard.append(asked["dependant"])
        return await original(**asked)

    original = routing.solve_dependencies
    monkeypatch.setattr(routing, "solve_dependencies", solved)
    await answered(DirectRoute, Calls(), json={"name": "a"})
    assert len(heard) == 1
