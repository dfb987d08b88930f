"""The models of this application; importing them registers every table."""

from app.models.base import Base, metadata
from app.models.tag import Tag, TagCreate, TagPublic, TagUpdate
from app.models.task import Priority, Task, TaskCreate, TaskPublic, TaskUpdate
from app.models.task_tag import TaskTag, TaskTagCreate, TaskTagPublic
from app.models.user import User, UserCreate, UserPublic, UserUpdate

__all__ = [
    "Base",
    "Priority",
    "Tag",
    "TagCreate",
    "TagPublic",
    "TagUpdate",
    "Task",
    "TaskCreate",
    "TaskPublic",
    "TaskTag",
    "TaskTagCreate",
    "TaskTagPublic",
    "TaskUpdate",
    "User",
    "UserCreate",
    "UserPublic",
    "UserUpdate",
    "metadata",
]
