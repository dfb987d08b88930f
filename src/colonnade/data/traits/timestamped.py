"""`Timestamped`: when a row was made and last changed."""

from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import func
from sqlmodel import Field

from colonnade.data.models.declaration import TOUCHED
from colonnade.data.models.model import Model
from colonnade.data.types.aware import AWARE


def utc_now() -> datetime:
    """This moment, aware of its time zone."""
    return datetime.now(UTC)


class Timestamped(Model):
    """Adds `created_at` and `updated_at`: aware, never null.

    The application sets both, so that a created or updated row needs no read-back; the database sets them too
    (`DEFAULT now()`) for rows that somebody inserts past the application. `updated_at` moves with every UPDATE that
    SQLAlchemy sends, bulk ones included. `keep_updated_at(metadata)` adds a trigger, so that it moves with every other
    UPDATE as well.
    """

    created_at: Annotated[datetime, AWARE] = Field(
        default_factory=utc_now, sa_column_kwargs={"server_default": func.now()}
    )
    updated_at: Annotated[datetime, AWARE] = Field(
        default_factory=utc_now,
        sa_column_kwargs={
            "server_default": func.now(),
            "onupdate": utc_now,
            "info": {TOUCHED: True},
        },
    )
