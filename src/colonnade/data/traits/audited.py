"""`Audited`: who made a row and who changed it last."""

from typing import Any

from sqlmodel import Field

from colonnade.data.declaration import SIGNED
from colonnade.data.isolation.engine import scope_of
from colonnade.data.model import Model


def actor(context: Any) -> str | None:
    """The owner of the session that runs a statement, as text."""
    scope = scope_of(context.root_connection.engine)
    return None if scope is None or scope.owner is None else str(scope.owner)


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
