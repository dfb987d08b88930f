"""DBML: text to `MetaData` and back."""

from colonnade.schema.dbml.reader import read_dbml
from colonnade.schema.dbml.writer import write_dbml

__all__ = ["read_dbml", "write_dbml"]
