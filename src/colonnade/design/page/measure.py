"""How wide a text is drawn, without a browser: an estimate that is never too small for the fonts in use."""

import unicodedata

NARROW = frozenset("iIjl.,:;'|![]()ft /\\")
WIDE = frozenset("mwMW@%&")


def text_width(text: str, size: float) -> float:
    """The width in pixels of a text in the page's font, at a size in pixels."""
    return size * sum(_em(character) for character in text)


def shortened(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where it would be wider than the room."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def _em(character: str) -> float:
    if character in NARROW:
        return 0.42
    if character in WIDE:
        return 0.98
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return 0.74 if character.isupper() else 0.65
