"""Answers of any form as plain values, so that those of two peers can be compared."""

from collections.abc import Mapping
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


def plain(answer: Any) -> Any:
    """Tasks with the columns of a response, tags with theirs; whatever class or mapping they came in."""
    if answer is None or isinstance(answer, (int, str)):
        return answer
    if isinstance(answer, (list, tuple)):
        return [plain(item) for item in answer]
    if _has(answer, "overdue"):
        return {name: int(_field(answer, name) or 0) for name in STATS}
    found = {name: _value(_field(answer, name)) for name in TASK}
    if _has(answer, "tags"):
        tags = [(_field(tag, "id"), _field(tag, "name")) for tag in _items(_field(answer, "tags"))]
        found["tags"] = sorted(tags)
    return found


def _has(answer: Any, name: str) -> bool:
    if isinstance(answer, Mapping):
        return name in answer
    # A relationship of an instance counts only when it is loaded: looking must not load it.
    loaded = vars(answer) if hasattr(answer, "__dict__") else {}
    prefetched = loaded.get("_prefetched_objects_cache", {})
    return name in loaded or name in prefetched or name == "overdue" and hasattr(answer, name)


def _field(answer: Any, name: str) -> Any:
    return answer[name] if isinstance(answer, Mapping) else getattr(answer, name)


def _items(tags: Any) -> Any:
    return tags if hasattr(tags, "__iter__") else tags.all()


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value
