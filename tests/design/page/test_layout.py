"""The layout, without a browser: nothing overlaps, no line crosses a table, the same input gives the same picture."""

from itertools import combinations, pairwise

import pytest
from sqlalchemy import MetaData

from colonnade.design.page.cards import Card, cards
from colonnade.design.page.layout import Box, Edge, Placement, layout
from colonnade.design.page.layout.heights import spread
from colonnade.design.page.layout.pack import pack
from colonnade.design.page.scene import Scene, scene
from colonnade.design.page.views import View, views
from colonnade.schema.relations import relations
from tests.design.schemas import made_up, taskboard

Rectangle = tuple[float, float, float, float]


@pytest.fixture(scope="module", params=["taskboard", "30 tables", "60 tables", "300 tables"])
def schema(request: pytest.FixtureRequest) -> MetaData:
    name: str = request.param
    return taskboard() if name == "taskboard" else made_up(int(name.split()[0]))


@pytest.fixture(scope="module")
def shown(schema: MetaData) -> Scene:
    return scene(schema)


@pytest.fixture(scope="module")
def pictures(shown: Scene) -> list[View]:
    return views(shown)


def rectangles(shown: Scene, placement: Placement) -> dict[str, Rectangle]:
    """The tables with the room that their chips take."""
    drawn = shown.cards
    rooms = dict.fromkeys(drawn, 0.0)
    for line in shown.lines:
        if line.number not in placement.routes:
            child = line.relation.child.key
            rooms[child] = max(rooms[child], line.room)
    return {
        key: (x - rooms[key], y, x + drawn[key].width, y + drawn[key].height)
        for key, (x, y) in placement.positions.items()
    }


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_tables_and_chips_do_not_overlap(shown: Scene, pictures: list[View]) -> None:
    for view in pictures:
        for (one, first), (other, second) in combinations(
            rectangles(shown, view.placement).items(), 2
        ):
            assert not overlap(first, second), f"{one} and {other} in {view.name}"


def test_no_line_crosses_a_table(shown: Scene, pictures: list[View]) -> None:
    drawn = shown.cards
    for view in pictures:
        tables = {
            key: (x + 1, y + 1, x + drawn[key].width - 1, y + drawn[key].height - 1)
            for key, (x, y) in view.placement.positions.items()
        }
        for number, points in view.placement.routes.items():
            for (x, y), (u, v) in pairwise(points):
                line = (min(x, u), min(y, v), max(x, u), max(y, v))
                hit = [key for key, table in tables.items() if overlap(line, table)]
                assert not hit, f"relation {number} crosses {hit} in {view.name}"


def test_lines_are_made_of_right_angles(pictures: list[View]) -> None:
    for view in pictures:
        for points in view.placement.routes.values():
            for (x, y), (u, v) in pairwise(points):
                assert x == u or abs(y - v) < 0.5


def test_a_line_begins_at_the_childs_row_and_ends_at_the_parents(
    schema: MetaData, pictures: list[View]
) -> None:
    drawn = cards(schema)
    every = relations(schema)
    placement = pictures[0].placement
    for number, points in placement.routes.items():
        ends = ((every[number].child, points[0]), (every[number].parent, points[-1]))
        for table, (x, y) in ends:
            left, top = placement.positions[table.key]
            assert pytest.approx(x) in (left, left + drawn[table.key].width)
            assert top < y < top + drawn[table.key].height


def test_every_table_is_in_the_whole_and_in_one_group(
    schema: MetaData, pictures: list[View]
) -> None:
    whole, *parts = pictures
    assert set(whole.placement.positions) == set(schema.tables)
    grouped = [key for part in parts for key in part.placement.positions]
    assert not parts or sorted(grouped) == sorted(schema.tables)


def test_the_same_schema_gives_the_same_picture() -> None:
    def picture() -> list[View]:
        schema = made_up(30)
        return views(scene(schema))

    assert picture() == picture()


def test_parents_stand_left_of_their_children() -> None:
    boxes = [Box(key, 100, 80) for key in ("child", "grandchild", "parent")]
    edges = [Edge(0, "parent", "child", 40, 40), Edge(1, "child", "grandchild", 40, 40)]
    places = layout(boxes, edges).positions
    assert places["parent"][0] < places["child"][0] < places["grandchild"][0]


def test_a_hub_is_folded_into_chips() -> None:
    schema = made_up(60)
    drawn = views(scene(schema))[0].placement.routes
    to_hub = [n for n, one in enumerate(relations(schema)) if one.parent.name == "table_0"]
    assert len(to_hub) > 7
    assert not set(to_hub) & set(drawn)


def test_a_wide_table_shows_its_keys_and_first_columns() -> None:
    wide: Card = cards(made_up(10))["table_3"]
    assert wide.hidden == len(wide.table.columns) - len(wide.rows) > 30
    assert {c for c in wide.table.columns if c.primary_key or c.foreign_keys} <= {
        row.column for row in wide.rows
    }


def test_an_empty_schema_has_an_empty_picture() -> None:
    assert layout([], []).positions == {}


def test_spread_keeps_the_order_and_the_distances() -> None:
    assert spread([5, 3, 20], [0, 10, 20]) == [-1, 9, 20]


def test_spread_stays_within_the_frame() -> None:
    assert spread([-50, 90], [0, 10], (0, 30)) == [0, 40]


def test_pack_places_nothing_on_anything() -> None:
    sizes = [(30 + 7 * n % 50, 20 + 11 * n % 40) for n in range(40)]
    places = pack(sizes, 300)
    taken = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(places, sizes, strict=True)]
    assert not [pair for pair in combinations(taken, 2) if overlap(*pair)]
