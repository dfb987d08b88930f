"""What the application does with tasks. Copy to app/crud.py.

Each function works in a session that was opened for an owner, and sees that owner's rows only. Conflicts, missing rows
and wrong values are errors of `colonnade`, which `problem_handlers(app)` answers.
"""

from app.models import Task, TaskCreate, TaskPublic, TaskUpdate
from sqlmodel import Session

from colonnade import Crud, Page


def create_task(session: Session, data: TaskCreate) -> TaskPublic:
    """Write a task down for the session's owner."""
    return Crud(Task, session).create(data, into=TaskPublic)


def get_task(session: Session, task_id: int) -> TaskPublic:
    """One task; `NotFound` when it is not there or is somebody else's."""
    return Crud(Task, session).get(task_id, into=TaskPublic)


def get_tasks(session: Session, after: str | None = None, size: int = 20) -> Page[TaskPublic]:
    """The newest tasks, page by page."""
    return Crud(Task, session).page(sort="-created_at", size=size, after=after, into=TaskPublic)


def update_task(session: Session, task_id: int, data: TaskUpdate) -> TaskPublic:
    """Change the fields that were sent."""
    return Crud(Task, session).update(task_id, data, into=TaskPublic)


def delete_task(session: Session, task_id: int) -> None:
    """Mark a task as deleted; `Crud.restore` brings it back."""
    Crud(Task, session).delete(task_id)
