"""`/tags`: list, get, create, update, delete."""

from colonnade import crud_router

from app.database import db
from app.models import Tag, TagCreate, TagPublic, TagUpdate
from app.routes.auth import current_user_id

router = crud_router(
    Tag,
    db,
    create=TagCreate,
    update=TagUpdate,
    public=TagPublic,
    owner=current_user_id,
    prefix="/tags",
)
