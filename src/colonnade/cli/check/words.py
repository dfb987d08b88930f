"""Counted things in words."""


def many(count: int, noun: str) -> str:
    """How many there are: `1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
