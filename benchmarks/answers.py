"""Answers of any form as plain values, so that those of two peers can be compared."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any

TASK = (
    "id",
    "title",
    "description",
    "completed",
    "priority",
    "due_date",
    "user_id",
    "created_at",
    "updated_at",
)
STATS = ("total", "completed", "overdue", "high")


def plain(operation: str, answer: Any) -> Any:
    """Tasks with the columns of a response and tags with theirs, whatever class or mapping they came in."""
    if answer is None or isinstance(answer, int):
        return answer
    if isinstance(answer, (list, tuple)):
        return [plain(operation, item) for item in answer]
    names = STATS if operation == "stats" else TASK
    found = {name: _value(_field(answer, name)) for name in names}
    if operation == "list_tags":
        tags = _field(answer, "tags")
        # Django gives a manager, of which the rows are already there.
        found["tags"] = sorted(map(_tag, tags if hasattr(tags, "__iter__") else tags.all()))
    return found


def _tag(tag: Any) -> tuple[int, str]:
    return _field(tag, "id"), _field(tag, "name")


def _field(answer: Any, name: str) -> Any:
    return answer[name] if hasattr(answer, "keys") else getattr(answer, name)


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value
