"""The conventions that a schema or an existing code base already follows."""

from colonnade.schema.habits.found import Habits, read_habits
from colonnade.schema.habits.naming import convention_of, name_to_write

__all__ = ["Habits", "convention_of", "name_to_write", "read_habits"]
