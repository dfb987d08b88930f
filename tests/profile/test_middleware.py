"""An application records itself: the statements of a request belong together."""

from pathlib import Path

from colonnade.profile.recording.record import Record, read
from tests.processes import run

APPLICATION = """
import sys
from fastapi import FastAPI
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

client = TestClient(app)
assert [client.get(f"/rows/{key}").json() for key in (4711, 4712, 4713)] == [4711, 4712, 4713]
"""


def recorded(folder: Path) -> Record:
    (folder / "application.py").write_text(APPLICATION)
    run(folder, "application.py", folder / "records")
    return read((folder / "records").iterdir())


def test_requests_are_scopes_and_tell_no_value(tmp_path: Path) -> None:
    scopes = [one.scope for one in recorded(tmp_path).executions]
    assert len(set(scopes)) == 3
    assert {scope.partition(" #")[0] for scope in scopes} == {"GET /rows/{key}"}
