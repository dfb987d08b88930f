"""The base of all models: one `MetaData`, one naming convention."""

from colonnade import NAMING_CONVENTION, Model
from sqlalchemy import MetaData
from sqlalchemy.orm import registry

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of every table and schema of this application."""
