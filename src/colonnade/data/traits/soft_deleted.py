"""`SoftDeleted`: a deleted row stays in its table and out of sight."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import Column
from sqlmodel import Field, UTCDateTime

from colonnade.data.models.model import Model
from colonnade.data.types.aware import AWARE


class SoftDeleted(Model):
    """Adds `deleted_at`, null while the row lives.

    A session of `Database` leaves deleted rows out of every SELECT, UPDATE and DELETE that names the model, joins,
    relationships and subqueries included. `execution_options(include_deleted=True)` brings them back for one
    statement. `Crud.delete` sets the column and `Crud.restore` clears it.
    """

    # Pydantic takes fields off the class; criteria written on the trait itself need the column.
    __criteria__: ClassVar[dict[str, Column[Any]]] = {
        "deleted_at": Column("deleted_at", UTCDateTime())
    }

    deleted_at: Annotated[datetime | None, AWARE] = Field(default=None)
