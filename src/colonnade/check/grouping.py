"""One finding for what is one decision: the first place is shown, and the others are counted."""


def and_others(count: int, what: str, one: str, several: str) -> str:
    """The end of a message that was found in several places.

    Args:
        count: in how many, the first included.
        what: what the others are, in the singular.
        one: what is said of one other.
        several: what is said of several.
    """
    others = count - 1
    if not others:
        return "."
    return f", and {others} more {what}{'s' if others > 1 else ''} here {several if others > 1 else one}."
