"""An application records itself: the statements of a request belong together."""

from pathlib import Path

import pytest

from colonnade.profile.recording.record import Record, read
from tests.processes import run

APPLICATION = """
import sys
from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from colonnade.profile.recording.middleware import ProfileMiddleware

app = FastAPI()
app.add_middleware(ProfileMiddleware, folder=sys.argv[1])
engine = create_engine("sqlite://")

@app.get("/rows/{key}")
def row(key: int):
    with engine.connect() as connection:
        return connection.execute(text("SELECT :key"), {"key": key}).scalar()

@app.websocket("/feed")
async def feed(socket: WebSocket):
    await socket.accept()
    for _ in range(3):
        await socket.send_json(row(await socket.receive_json()))

client = TestClient(app)
with client.websocket_connect("/feed") as socket:
    for key in (1, 2, 3):
        socket.send_json(key)
        assert socket.receive_json() == key
assert [client.get(f"/rows/{key}").json() for key in (4711, 4712, 4713)] == [4711, 4712, 4713]
"""


def recorded(folder: Path) -> Record:
    (folder / "application.py").write_text(APPLICATION)
    run(folder, "application.py", folder / "records")
    return read((folder / "records").iterdir())


@pytest.fixture(scope="module")
def scopes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return [one.scope for one in recorded(tmp_path_factory.mktemp("application")).executions]


def test_requests_are_scopes_and_tell_no_value(scopes: list[str]) -> None:
    answers = [scope for scope in scopes if "GET" in scope]
    assert len(set(answers)) == 3
    assert {scope.partition(" #")[0] for scope in answers} == {"GET /rows/{key}"}


def test_each_message_of_a_websocket_is_a_scope(scopes: list[str]) -> None:
    answers = [scope for scope in scopes if "/feed" in scope]
    assert len(answers) == len(set(answers)) == 3
