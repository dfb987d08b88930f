"""A CHECK over several columns is known by its name."""

from typing import Any

import pytest
from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import NAMING_CONVENTION, CheckViolation, Crud, Database, Model
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """Tables of their own, so that others need not have them."""


class Stay(Base, table=True):
    """From one day to another."""

    __tablename__ = "stays"
    __table_args__ = (CheckConstraint("starts < ends", name="in_order"),)

    id: int | None = Field(default=None, primary_key=True)
    starts: int
    ends: int


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("into", [{}, {"into": Stay}])
def test_a_check_over_several_columns_is_named(
    kept: Kept, backend: str, into: dict[str, Any]
) -> None:
    db: Database = kept(backend, metadata)
    with pytest.raises(CheckViolation) as caught, db.session() as session:
        Crud(Stay, session).create({"starts": 77, "ends": 66}, **into)
    assert caught.value.message == "The values are not allowed together: ck_stays_in_order."
    assert caught.value.field is None
