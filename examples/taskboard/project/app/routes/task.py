"""`/tasks`: list, get, create, update, delete."""

from colonnade import crud_router

from app.database import db
from app.models import Task, TaskCreate, TaskPublic, TaskUpdate
from app.routes.auth import current_user_id

router = crud_router(
    Task,
    db,
    create=TaskCreate,
    update=TaskUpdate,
    public=TaskPublic,
    owner=current_user_id,
    prefix="/tasks",
)
