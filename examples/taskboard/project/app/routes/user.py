"""`/users`: list, get, update, delete."""

from colonnade import crud_router

from app.database import db
from app.models import User, UserPublic, UserUpdate
from app.routes.auth import current_user_id

router = crud_router(
    User,
    db,
    update=UserUpdate,
    public=UserPublic,
    owner=current_user_id,
    prefix="/users",
    exclude={"create"},
)
