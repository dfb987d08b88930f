"""`Versioned`: two people who change one row at a time hear of each other."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import declared_attr
from sqlmodel import Field

from colonnade.data.models.model import Model


class Versioned(Model):
    """Adds `version`, which counts up with every update of a loaded row.

    `UPDATE ... WHERE id = :id AND version = :version`: when somebody else was faster no row matches, and the session
    raises `StaleUpdate`.
    """

    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}
