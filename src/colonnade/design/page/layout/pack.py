"""Where the separate parts of a diagram go: each as high up as it fits, larger ones first."""

from collections.abc import Sequence

Span = tuple[float, float, float]
"""A stretch of the skyline: where it begins, how wide it is, how far down it is taken."""

MARGIN = 56


def pack(sizes: Sequence[tuple[float, float]], width: float) -> list[tuple[float, float]]:
    """The top left corner of each rectangle.

    Args:
        sizes: width and height of each, in the order in which they are placed.
        width: the width to stay within; a wider rectangle still gets a place.
    """
    total = max([width, *(wide for wide, _ in sizes)]) + MARGIN
    skyline: list[Span] = [(0, total, 0)]
    corners = []
    for wide, high in sizes:
        x, y = _lowest(skyline, wide + MARGIN, total)
        corners.append((x, y))
        skyline = _raised(skyline, (x, wide + MARGIN, y + high + MARGIN))
    return corners


def _lowest(skyline: list[Span], wide: float, total: float) -> tuple[float, float]:
    places = []
    for x, _, _ in skyline:
        if x + wide <= total + 0.5:
            below = max(y for start, width, y in skyline if start < x + wide and start + width > x)
            places.append((below, x))
    y, x = min(places)
    return x, y


def _raised(skyline: list[Span], new: Span) -> list[Span]:
    x, wide, _ = new
    raised = [new]
    for start, width, y in skyline:
        end = start + width
        if start < x:
            raised.append((start, min(end, x) - start, y))
        if end > x + wide:
            begin = max(start, x + wide)
            raised.append((begin, end - begin, y))
    return sorted(raised)
