"""`/task-tags`: list, get, create, delete."""

from colonnade import crud_router

from app.database import db
from app.models import TaskTag, TaskTagCreate, TaskTagPublic
from app.routes.auth import current_user_id

router = crud_router(
    TaskTag,
    db,
    create=TaskTagCreate,
    public=TaskTagPublic,
    owner=current_user_id,
    prefix="/task-tags",
    exclude={"update"},
)
