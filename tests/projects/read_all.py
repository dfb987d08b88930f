"""Run in a project: every row of its database through its models, and through its routes."""

import app.models
from app.database import db
from app.main import app as service
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, func, select

from colonnade import Crud

PATHS = [
    path
    for path in service.openapi()["paths"]
    if "{" not in path and path != "/health" and "get" in service.openapi()["paths"][path]
]


def models() -> list[type[SQLModel]]:
    found = [getattr(app.models, name) for name in app.models.__all__]
    return [one for one in found if isinstance(one, type) and hasattr(one, "__table__")]


def read(model: type[SQLModel]) -> int:
    """How many rows there are; each is read through the model."""
    with db.session() as session:
        rows = [row.model_dump() for row in Crud(model, session).list()]
        assert len(rows) == session.exec(select(func.count()).select_from(model)).one()
    return len(rows)


def served(client: TestClient, path: str) -> int:
    """How many rows the route lists, page by page."""
    count, parameters = 0, {"size": "100"}
    while True:
        answer = client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        count += len(answer.json()["items"])
        if not answer.json()["next"]:
            return count
        parameters["after"] = answer.json()["next"]


with TestClient(service) as client:
    print(sum(map(read, models())), sum(served(client, path) for path in PATHS))
