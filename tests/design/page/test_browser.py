"""The page in a real browser: it draws, finds, highlights, and nothing overlaps."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import MetaData

from colonnade.design.design import Design
from colonnade.design.page import write
from colonnade.schema.database import read_database
from tests.design.page.test_page import EVIL, evil
from tests.design.schemas import made_up, taskboard

pytestmark = pytest.mark.browser
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

OVERLAPS = """() => {
  const shown = [...document.querySelectorAll(".table:not([hidden]) > .card, .chip:not([hidden]) > rect, header, #tabs, .search")]
    .filter((one) => one.getClientRects().length && !one.closest("[hidden]"));
  const box = (one) => one.getBoundingClientRect();
  const name = (one) => one.closest(".table")?.getAttribute("aria-label") ?? (one.id || one.className || one.tagName);
  const found = [];
  for (const [i, one] of shown.entries()) for (const other of shown.slice(i + 1)) {
    if (one.contains(other) || other.contains(one)) continue;
    const [a, b] = [box(one), box(other)];
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) found.push([name(one), name(other)]);
  }
  return found;
}"""

TOO_WIDE = """() => [...document.querySelectorAll(".table")].flatMap((table) => {
  const edge = table.querySelector(".card").getBoundingClientRect();
  const rows = [...table.querySelectorAll(".row")];
  const outside = [...table.querySelectorAll("text:not(.far)")].filter((text) => !text.closest(".chip"))
    .filter((text) => text.getBoundingClientRect().right > edge.right);
  const touching = rows.filter((row) =>
    row.querySelector(".name").getBoundingClientRect().right > row.querySelector(".type").getBoundingClientRect().left);
  return [...outside, ...touching].map((one) => one.textContent);
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        reason = "no Chromium is installed"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    """A tab for all tests, one after the other: another one costs more than a page in it."""
    return browser.new_page()


class Opened:
    """A page that is open, with everything that it asked for or complained about."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._watched = {
            "request": lambda request: self.requests.append(request.url),
            "console": lambda message: self.complaints.append(message.text),
            "pageerror": lambda error: self.complaints.append(str(error)),
        }
        for event, note in self._watched.items():
            page.on(event, note)  # type: ignore[call-overload]
        page.goto(file.as_uri())

    def leave(self) -> None:
        """Make the tab as new."""
        self.page.evaluate("localStorage.clear()")
        for event, note in self._watched.items():
            self.page.remove_listener(event, note)
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.page.emulate_media(media="null", color_scheme="null")

    def table(self, name: str):  # type: ignore[no-untyped-def]
        return self.page.locator(f'[aria-label^="Table {name},"]')

    def lit(self) -> set[str]:
        labels = self.page.locator(".table.on").evaluate_all(
            "all => all.map((one) => one.getAttribute('aria-label'))"
        )
        return {label.split(",")[0].removeprefix("Table ") for label in labels}


def page_of(metadata: MetaData) -> str:
    return write(Design("shop", metadata))["schema.html"]


@cache
def made(name: str | int) -> str:
    """The page of the task board, of dangerous names, or of a number of made-up tables."""
    if isinstance(name, int):
        return page_of(made_up(name))
    return page_of({"taskboard": taskboard, "evil": evil}[name]())


@pytest.fixture
def opened(request: pytest.FixtureRequest, tab: Page, tmp_path: Path) -> Iterator[Opened]:
    """The page of the schema that the test is parametrised with; the task board without one."""
    name = getattr(request, "param", "taskboard")
    if isinstance(name, str) and name.endswith("_url"):
        text = page_of(read_database(request.getfixturevalue(name)))
    else:
        text = made(name)
    file = tmp_path / "schema.html"
    file.write_text(text, encoding="utf-8")
    tab.set_viewport_size({"width": 1440, "height": 900})
    yield (page := Opened(tab, file))
    page.leave()


schemas = pytest.mark.parametrize(
    "opened", ["taskboard", "chinook_sqlite_url", "northwind_url", 60, 300, "evil"], indirect=True
)


@schemas
def test_it_draws_without_a_complaint_or_a_request(opened: Opened) -> None:
    expect(opened.page.locator(".table:not([hidden])").first).to_be_visible()
    assert opened.page.locator("#lines .relation, .chip:not([hidden])").count() > 0
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []


@schemas
def test_nothing_overlaps(opened: Opened) -> None:
    assert opened.page.evaluate(OVERLAPS) == []


@schemas
def test_texts_stay_inside_their_tables(opened: Opened) -> None:
    opened.page.evaluate("document.querySelector('#world').classList.remove('distant')")
    assert opened.page.evaluate(TOO_WIDE) == []


@schemas
def test_everything_is_in_sight_at_first(opened: Opened) -> None:
    outside = opened.page.evaluate(
        """() => { const seen = document.querySelector("#canvas").getBoundingClientRect();
          return [...document.querySelectorAll(".table:not([hidden]) > .card")].map((one) => one.getBoundingClientRect())
            .filter((box) => box.left < seen.left || box.right > seen.right || box.top < seen.top || box.bottom > seen.bottom).length; }"""
    )
    assert outside == 0


def test_a_hover_highlights_the_relations_and_dims_the_rest(opened: Opened) -> None:
    opened.table("tags").hover()
    assert opened.lit() == {"tags", "users", "task_tags"}
    assert opened.page.locator("#lines .relation.on").count() == 2
    expect(opened.table("tasks")).to_have_css("opacity", "0.22")


def test_a_hover_over_a_line_highlights_its_ends(opened: Opened) -> None:
    opened.page.locator("#lines .relation .reach").first.hover(force=True)
    assert opened.page.locator("#lines .relation.on").count() == 1


def test_a_search_finds_a_table(opened: Opened) -> None:
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("TASK_T")
    expect(opened.page.get_by_role("option").first).to_contain_text("task_tags")
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#panel h2")).to_have_text("task_tags")


def test_a_search_finds_a_column_and_shows_it_in_the_panel(opened: Opened) -> None:
    opened.page.locator("#find").fill("hashed")
    opened.page.get_by_role("option").first.click()
    expect(opened.page.locator("#panel .found code")).to_have_text("hashed_password")


def test_a_search_without_a_hit_says_so(opened: Opened) -> None:
    opened.page.locator("#find").fill("nothing like this")
    expect(opened.page.locator("#found")).to_contain_text("Nothing by that name")


def test_a_click_opens_the_panel_with_columns_indexes_and_relations(opened: Opened) -> None:
    opened.table("tasks").click()
    panel = opened.page.locator("#panel")
    expect(panel).to_contain_text("Something a user has to do")
    expect(panel).to_contain_text("What a user still has to do, by date")
    expect(panel).to_contain_text("Each task belongs to exactly one user")
    expect(panel).to_contain_text("one of low, medium, high")


def test_escape_closes_the_panel_and_gives_the_focus_back(opened: Opened) -> None:
    opened.table("tasks").focus()
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#panel")).to_be_visible()
    opened.page.locator("#panel .close").focus()
    opened.page.keyboard.press("Escape")
    expect(opened.page.locator("#panel")).to_be_hidden()
    expect(opened.table("tasks")).to_be_focused()


def test_tab_goes_from_table_to_table(opened: Opened) -> None:
    opened.page.locator("#help").focus()
    reached = []
    for _ in range(4):
        opened.page.keyboard.press("Tab")
        reached.append(opened.page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert [label.split(",")[0] for label in reached] == [
        "Table tags",
        "Table task_tags",
        "Table tasks",
        "Table users",
    ]


def transform(opened: Opened) -> list[float]:
    """Where the diagram is: x, y and zoom."""
    found: list[float] = opened.page.evaluate(
        """() => { const [x, y, zoom] = document.querySelector("#world").getAttribute("style").match(/-?[\\d.]+/g).slice(0, 3).map(Number);
          return [x, y, zoom]; }"""
    )
    return found


def test_arrows_move_and_plus_minus_zoom(opened: Opened) -> None:
    x, y, zoom = transform(opened)
    opened.page.keyboard.press("ArrowRight")
    assert transform(opened) == [x - 90, y, zoom]
    opened.page.keyboard.press("+")
    assert transform(opened)[2] > zoom
    opened.page.keyboard.press("0")
    assert transform(opened) == pytest.approx([x, y, zoom])


def test_dragging_moves_and_is_no_click(opened: Opened) -> None:
    x, y, zoom = transform(opened)
    box = opened.table("tasks").bounding_box()
    opened.page.mouse.move(box["x"] + 40, box["y"] + 60)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 140, box["y"] + 90, steps=4)
    opened.page.mouse.up()
    assert transform(opened) == [x + 100, y + 30, zoom]
    expect(opened.page.locator("#panel")).to_be_hidden()


def test_the_wheel_zooms_at_the_pointer(opened: Opened) -> None:
    zoom = transform(opened)[2]
    opened.page.mouse.move(700, 400)
    opened.page.mouse.wheel(0, -300)
    expect(opened.page.locator("#zoom")).not_to_have_text("115%")
    assert transform(opened)[2] > zoom


def test_two_fingers_zoom(opened: Opened) -> None:
    zoom = transform(opened)[2]
    opened.page.evaluate(
        """() => { const canvas = document.querySelector("#canvas");
          canvas.setPointerCapture = () => {};
          const send = (type, pointerId, clientX) => canvas.dispatchEvent(new PointerEvent(type, { pointerId, clientX, clientY: 400, bubbles: true, button: 0 }));
          send("pointerdown", 1, 500); send("pointerdown", 2, 700); send("pointermove", 2, 900); send("pointerup", 1, 500); send("pointerup", 2, 900); }"""
    )
    assert transform(opened)[2] == pytest.approx(2 * zoom)


def test_neighbours_shows_only_a_table_and_what_it_is_joined_to(opened: Opened) -> None:
    opened.table("users").focus()
    opened.page.keyboard.press("n")
    expect(opened.page.locator(".table:not([hidden])")).to_have_count(3)
    opened.page.get_by_role("button", name="Two steps").click()
    expect(opened.page.locator(".table:not([hidden])")).to_have_count(4)
    opened.page.get_by_role("button", name="All tables").last.click()
    expect(opened.page.locator(".tab").first).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("opened", ["northwind_url", "chinook_sqlite_url", 60], indirect=True)
def test_neighbours_do_not_overlap(opened: Opened) -> None:
    opened.page.locator(".table").nth(3).focus()
    opened.page.keyboard.press("n")
    opened.page.get_by_role("button", name="Two steps").click()
    opened.page.locator("#panel .close").click()
    assert opened.page.evaluate(OVERLAPS) == []


def test_a_tab_shows_one_group_and_chips_for_the_rest(opened: Opened) -> None:
    opened.page.get_by_role("button", name="board").click()
    expect(opened.page.locator(".table:not([hidden])")).to_have_count(3)
    expect(opened.page.locator(".table:not([hidden]) .chip:not([hidden])")).to_have_count(2)
    assert opened.page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("opened", [300], indirect=True)
def test_a_large_schema_is_a_map_whose_groups_open(opened: Opened) -> None:
    assert opened.page.locator(".island").count() > 5
    opened.page.locator(".island text").first.click()
    assert opened.page.locator(".island").count() == 0
    assert opened.page.locator(".table:not([hidden])").count() <= 16


def test_dark_mode_follows_the_system_and_the_button(opened: Opened) -> None:
    def shown(colour: str) -> None:
        expect(opened.page.locator("body")).to_have_css("background-color", colour)

    shown("rgb(245, 246, 248)")
    opened.page.emulate_media(color_scheme="dark")
    shown("rgb(18, 22, 29)")
    opened.page.locator("#theme").click()
    shown("rgb(245, 246, 248)")


def test_the_keys_are_listed_and_the_list_closes(opened: Opened) -> None:
    opened.page.keyboard.press("?")
    expect(opened.page.get_by_role("dialog")).to_be_visible()
    opened.page.get_by_role("button", name="Close").click()
    expect(opened.page.locator("#keys")).to_be_hidden()
    assert opened.complaints == []


@pytest.mark.parametrize("opened", ["evil"], indirect=True)
def test_a_name_that_looks_like_markup_is_harmless(opened: Opened) -> None:
    opened.page.locator(".table").first.click()
    assert EVIL in opened.page.locator("#panel").inner_text()
    assert opened.page.locator("img").count() == 0
    assert opened.complaints == []


def test_it_prints_without_the_bars(opened: Opened) -> None:
    opened.page.emulate_media(media="print")
    expect(opened.page.locator("header")).to_be_hidden()
    expect(opened.table("tasks")).to_be_visible()


def test_a_phone_has_room_for_the_diagram(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 390, "height": 800})
    opened.page.keyboard.press("0")
    opened.table("tasks").click()
    expect(opened.page.locator("#panel h2")).to_have_text("tasks")
    expect(opened.table("tasks").get_by_text("title", exact=True)).to_be_visible()
    assert opened.page.locator("#canvas").bounding_box()["width"] == 390
