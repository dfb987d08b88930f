"""What is laid out, and what comes out of it. Lengths are pixels at a zoom of one; y grows downwards."""

from dataclasses import dataclass, field

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A table to be placed.

    Attributes:
        key: the table's key.
        width: the width of the drawn table.
        height: the height of the drawn table.
        left: the room that its chips need on its left side.
    """

    key: str
    width: float
    height: float
    left: float = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship to be drawn from the parent's row to the child's row.

    Attributes:
        number: its number, unique in the schema.
        parent: the key of the table referred to.
        child: the key of the table with the foreign key.
        parent_y: the middle of the parent's row, from the top of its table.
        child_y: the middle of the child's row, from the top of its table.
    """

    number: int
    parent: str
    child: str
    parent_y: float
    child_y: float


@dataclass(slots=True)
class Placement:
    """Where everything goes.

    Attributes:
        positions: the top left corner of each table, without its chips.
        routes: the corners of each line, from the child's end to the parent's end.
        width: the width of the whole.
        height: the height of the whole.
    """

    positions: dict[str, Point] = field(default_factory=dict)
    routes: dict[int, list[Point]] = field(default_factory=dict)
    width: float = 0
    height: float = 0

    def take(self, part: "Placement", x: float, y: float) -> None:
        """Take a part over, moved to a place."""
        for key, (left, top) in part.positions.items():
            self.positions[key] = (left + x, top + y)
        for number, points in part.routes.items():
            self.routes[number] = [(left + x, top + y) for left, top in points]
        self.width = max(self.width, x + part.width)
        self.height = max(self.height, y + part.height)
