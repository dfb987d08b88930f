"""The conventions that a schema or an existing code base already follows."""

from colonnade.schema.habits.naming import convention_of, name_to_write

__all__ = ["convention_of", "name_to_write"]
