"""`Audited`: who made a row and who changed it last."""

from typing import Any

from sqlmodel import Field

from colonnade.data.isolation.engine import scope_of
from colonnade.data.models.declaration import SIGNED
from colonnade.data.models.model import Model


def actor(context: Any) -> str | None:
    """Who acts in the session that runs a statement, as text: its actor, without one its owner."""
    acting = getattr(context.root_connection.engine, "acting", None)
    if acting is not None:
        return str(acting.actor) if acting.actor is not None else None
    scope = scope_of(context.root_connection.engine)
    return None if scope is None or not scope.names_owner else str(scope)


class Audited(Model):
    """Adds `created_by` and `updated_by`: the key of the session's owner, as text.

    Both are set by every INSERT and UPDATE that SQLAlchemy sends, bulk ones included. They are null where the session
    named no owner or `EVERYONE`, and where no model is owned. They are no foreign keys, so they outlive the user.
    """

    created_by: str | None = Field(
        default=None, max_length=64, sa_column_kwargs={"default": actor, "info": {SIGNED: True}}
    )
    updated_by: str | None = Field(
        default=None,
        max_length=64,
        sa_column_kwargs={
            "default": actor,
            "onupdate": actor,
            "info": {SIGNED: True},
        },
    )
