"""No framework and no SQLAlchemy: asyncpg, and JSON that PostgreSQL writes. What is left to gain for anybody else."""

import json
import os
from datetime import datetime
from typing import Any

import asyncpg

COLUMNS = "id, title, description, completed, priority, due_date, user_id, created_at, updated_at"
TAGS = (
    "(SELECT coalesce(array_to_json(array_agg(row_to_json(g))), '[]') FROM"
    " (SELECT tags.id, tags.name FROM task_tags JOIN tags ON tags.id = tag_id WHERE task_id = t.id) g) AS tags"
)
ALIVE = f"SELECT {COLUMNS}, {TAGS} FROM tasks t WHERE user_id = $1 AND deleted_at IS NULL"
PAGE = (
    "SELECT coalesce(array_to_json(array_agg(row_to_json(x))), '[]')::text FROM"
    f" ({ALIVE} ORDER BY created_at DESC, id DESC LIMIT 50) x"
)
ONE = f"SELECT row_to_json(x)::text FROM ({ALIVE} AND id = $2) x"
CREATE = (
    "INSERT INTO tasks AS t (title, priority, due_date, user_id, completed, created_at, updated_at)"
    " VALUES ($1, $2, $3, $4, false, now(), now()) RETURNING row_to_json(t)::text"
)

pool: Any = None


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        return
    global pool
    pool = pool or await asyncpg.create_pool(os.environ["DATABASE_URL"])
    user = int(dict(scope["headers"])[b"x-user"])
    if scope["method"] == "POST":
        task = json.loads((await receive())["body"])
        due = datetime.fromisoformat(task["due_date"])
        body = await pool.fetchval(CREATE, task["title"], task["priority"], due, user)
    elif scope["path"] == "/tasks":
        body = await pool.fetchval(PAGE, user)
    else:
        body = await pool.fetchval(ONE, user, int(scope["path"].rpartition("/")[2]))
    content = body.encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})
