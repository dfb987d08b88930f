"""Asks every route of a task board, with lazy loads refused, and prints how many statements each sent, as JSON.

It runs in a process and a folder of its own: `python -P served.py by_hand|generated URL...`, with an empty database for
each URL.
"""

import json
import sys
from importlib import import_module
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import make_url

from colonnade import Database, count_queries, refuse_lazy_loads

Request = tuple[str, str, Any]

TASKS = range(1, 13)
HASH = "$2b$12$" + "x" * 53
TAGS = range(1, 4)

CHANGED = {"title": "changed"}
MANY = [{"title": f"task {n}"} for n in range(20, 25)]
TASK_ROUTES: list[Request] = [
    ("GET", "/tasks", None),
    ("GET", "/tasks?search=task&completed=false&sort=-created_at&total=true", None),
    ("GET", "/tasks/1", None),
    ("PATCH", "/tasks/1", CHANGED),
    ("DELETE", "/tasks/1", None),
    ("POST", "/tasks/1/restore", None),
    ("POST", "/tasks/bulk", MANY),
    ("POST", "/tasks/bulk/update", [{"id": n, **CHANGED} for n in TAGS]),
    ("POST", "/tasks/bulk/delete", [{"id": n} for n in TAGS]),
]
TAG_ROUTES: list[Request] = [
    ("GET", "/tags", None),
    ("GET", "/tags/1", None),
    ("POST", "/tags", {"name": "new"}),
    ("PATCH", "/tags/1", {"name": "changed"}),
    ("DELETE", "/tags/1", None),
    ("POST", "/tags/bulk", [{"name": f"tag {n}"} for n in range(10, 15)]),
    ("POST", "/tags/bulk/update", [{"id": n, "name": f"other {n}"} for n in (2, 3)]),
    ("POST", "/tags/bulk/delete", [{"id": 2}, {"id": 3}]),
]
LINK_ROUTES: list[Request] = [
    ("GET", "/task-tags", None),
    ("GET", "/task-tags/5/2", None),
    ("DELETE", "/task-tags/5/2", None),
    ("POST", "/task-tags", {"task_id": 5, "tag_id": 2}),
    ("POST", "/task-tags/bulk", [{"task_id": n, "tag_id": 2} for n in (1, 2, 3)]),
    ("POST", "/task-tags/bulk/delete", [{"task_id": n, "tag_id": 2} for n in (5, 6, 7)]),
]


def by_hand() -> tuple[Any, Database, dict[str, str], list[Request]]:
    """The task board that was written by hand, with a user who has tasks with tags."""
    service, board, models = map(import_module, ("service", "taskboard", "models"))
    board.init_db()
    with TestClient(service.app) as client:
        client.post("/users", json={"id": "ann", "name": "Ann", "email": "ann@example.org"})
    with board.db.session(owner="ann") as session:
        tags = board.Tags(models.Tag, session).create_many({"name": f"tag {n}"} for n in TAGS)
        keys = [tag.id for tag in tags]
        tasks = board.Tasks(models.Task, session)
        tasks.create_many({"title": f"task {n}", "tag_ids": keys} for n in TASKS)
    users: list[Request] = [
        ("POST", "/users", {"id": "bob", "name": "Bob", "email": "bob@example.org"}),
        ("GET", "/users/ann", None),
    ]
    tagged: list[Request] = [
        ("POST", "/tasks", {"title": "new", "tag_ids": keys}),
        ("PATCH", "/tasks/4", {"tag_ids": [1]}),
    ]
    routes = [*users, *TASK_ROUTES, *tagged, *TAG_ROUTES]
    return service.app, board.db, {"X-User": "ann"}, routes


def generated() -> tuple[Any, Database, dict[str, str], list[Request]]:
    """The generated task board, with a user who has tasks with tags."""
    main, auth, models = map(import_module, ("app.main", "app.routes.auth", "app.models"))
    db: Database = import_module("app.database").db
    db.create_all(models.metadata)
    with db.session(owner=import_module("colonnade").EVERYONE) as session:
        user = models.User(name="Ann", email="ann@example.org", hashed_password=HASH)
        session.add(user)
        session.flush()
        key = user.id
    with db.session(owner=key) as session:
        session.add_all(models.Tag(name=f"tag {n}") for n in TAGS)
        session.add_all(models.Task(title=f"task {n}") for n in TASKS)
        session.flush()
        session.add_all(models.TaskTag(task_id=n, tag_id=2) for n in TASKS if n > 3)
    users: list[Request] = [
        ("GET", "/users", None),
        ("GET", f"/users/{key}", None),
        ("PATCH", f"/users/{key}", {"name": "Anna"}),
    ]
    plain: Request = ("POST", "/tasks", {"title": "new"})
    routes = [*users, *LINK_ROUTES, *TASK_ROUTES, plain, *TAG_ROUTES]
    return main.app, db, {"Authorization": f"Bearer {auth.issue_token(key)}"}, routes


def statements(app: Any, db: Database, headers: dict[str, str], routes: list[Request]) -> Any:
    """Each route with the number of its statements."""
    with TestClient(app, headers=headers) as client, refuse_lazy_loads():
        for method, path, body in routes:
            with count_queries(db) as queries:
                answer = client.request(method, path, json=body)
            assert answer.is_success, (method, path, answer.text)
            yield f"{method} {path}", queries.count


def main(which: str, *urls: str) -> None:
    counted: dict[str, list[int]] = {}
    board: Database = import_module({"by_hand": "taskboard", "generated": "app.database"}[which]).db
    for url in urls:
        board.url = make_url(url)
        for route, count in statements(*{"by_hand": by_hand, "generated": generated}[which]()):
            counted.setdefault(route, []).append(count)
        board.dispose()
        for engine in ("engine", "async_engine"):
            del board.__dict__[engine]
    print(json.dumps(counted))


if __name__ == "__main__":
    main(*sys.argv[1:])
