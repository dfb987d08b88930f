"""What the peers on a raw driver send; `{}` stands for a parameter."""

COLUMNS = "id, title, description, completed, priority, due_date, user_id, created_at, updated_at"

GET = f"SELECT {COLUMNS} FROM tasks WHERE id = {{}} AND user_id = {{}} AND deleted_at IS NULL"
_OPEN = "user_id = {} AND completed = false AND deleted_at IS NULL"
_NEWEST = "ORDER BY created_at DESC, id DESC LIMIT 51"
PAGE = f"SELECT {COLUMNS} FROM tasks WHERE {_OPEN} {_NEWEST}"
KEYSET = f"SELECT {COLUMNS} FROM tasks WHERE {_OPEN} AND (created_at, id) < ({{}}, {{}}) {_NEWEST}"
COUNT = f"SELECT count(*) FROM tasks WHERE {_OPEN}"
TAGS = (
    "SELECT task_id, tags.id, name FROM task_tags JOIN tags ON tags.id = tag_id"
    " WHERE task_id = ANY({})"
)
SEARCH = (
    f"SELECT {COLUMNS} FROM tasks WHERE {_OPEN}"
    f" AND (title ILIKE {{}} OR description ILIKE {{}}) {_NEWEST}"
)
STATS = (
    "SELECT count(*), count(*) FILTER (WHERE completed),"
    " count(*) FILTER (WHERE due_date < {}), count(*) FILTER (WHERE priority = 'high')"
    " FROM tasks WHERE user_id = {} AND deleted_at IS NULL"
)
CREATE = (
    "INSERT INTO tasks (title, description, completed, priority, user_id, created_at, updated_at)"
    f" VALUES ({{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}) RETURNING {COLUMNS}"
)
UPDATE = (
    "UPDATE tasks SET title = {}, updated_at = {} WHERE id = {} AND user_id = {}"
    f" AND deleted_at IS NULL RETURNING {COLUMNS}"
)
DELETE = "UPDATE tasks SET deleted_at = {} WHERE id = {} AND user_id = {} AND deleted_at IS NULL"
