"""Whether every database understands an expression."""

import re

STANDARD = re.compile(r"^[\w\s.,()<>=!+*/'%|\"-]*$")
LOCAL = re.compile(r"\b(collate|nulls|interval|similar|ilike|regexp|glob)\b", re.IGNORECASE)
CALL = re.compile(r"(\w+)\s*\(")
_FUNCTIONS = """
abs and between coalesce in length like lower not nullif or replace round trim upper is case when then else
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())


def is_standard(expression: str) -> bool:
    """Whether the expression is made of operators and functions that every database has."""
    if not STANDARD.match(expression) or LOCAL.search(expression):
        return False
    return all(name.lower() in FUNCTIONS for name in CALL.findall(expression))
