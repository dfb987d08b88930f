"""The page of a profile in a real browser: it sorts, filters, draws a timeline and shows plans."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import create_engine, text

from colonnade.profile.advice.advise import advise
from colonnade.profile.findings import findings_of
from colonnade.profile.observed import Observed
from colonnade.profile.page import page
from colonnade.profile.recording.recording import recording
from tests.profile.indexed import FAULTY, fill
from tests.profile.test_advice import recorded

pytestmark = pytest.mark.browser
SECRET = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on an application that lacks an index."""
    url = f"sqlite:///{tmp_path_factory.mktemp('page') / 'data.db'}"
    engine = create_engine(url)
    fill(FAULTY["missing"], engine)
    record = recorded(FAULTY["missing"], engine)
    with recording() as more, engine.connect() as connection:
        for key in (1, 2, 3):
            connection.execute(text("SELECT id FROM item WHERE id = :id"), {"id": key}).all()
        connection.exec_driver_sql(f'SELECT 1 AS "{SECRET}"')
    engine.dispose()
    observed = Observed(record, advise(record, url))
    # An hour later, as a server waits.
    record.executions += [replace(one, start=one.start + 3_600) for one in more.executions]
    return page(observed, findings_of(observed))


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        reason = "no Chromium is installed"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.fixture
def opened(report: str, tab: Page, tmp_path: Path) -> Iterator[Page]:
    """The page; it must load nothing and complain about nothing."""
    file = tmp_path / "report.html"
    file.write_text(report, encoding="utf-8")
    complaints: list[str] = []
    requests: list[str] = []
    notes = {
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
        "request": lambda request: requests.append(request.url),
    }
    for event, note in notes.items():
        tab.on(event, note)  # type: ignore[call-overload]
    tab.goto(file.as_uri())
    yield tab
    for event, note in notes.items():
        tab.remove_listener(event, note)
    assert complaints == []
    assert requests == [file.as_uri()]


def column(tab: Page, number: int) -> list[str]:
    return tab.locator(f"#statements tbody tr:visible td:nth-child({number})").all_inner_texts()


def test_a_click_on_a_number_sorts_the_largest_first(opened: Page) -> None:
    opened.get_by_role("button", name="calls").click()
    assert column(opened, 1) == ["3", "1", "1"]


def test_another_click_sorts_the_other_way(opened: Page) -> None:
    opened.get_by_role("button", name="calls").dblclick()
    assert column(opened, 1) == ["1", "1", "3"]


def test_the_filter_leaves_what_has_the_word(opened: Page) -> None:
    opened.get_by_label("Filter the statements").fill("ORDER BY")
    assert len(column(opened, 5)) == 1


def test_a_statement_shows_its_plans_before_and_after(opened: Page) -> None:
    opened.locator("#statements tbody tr", has_text="ORDER BY").click()
    plans = opened.locator("#detail .plan")
    expect(plans).to_have_count(2)
    expect(plans.first.locator("mark")).to_contain_text("SCAN on item")
    expect(plans.last).to_contain_text("using")


def test_a_telephone_shows_it_without_scrolling_sideways(opened: Page) -> None:
    before = opened.viewport_size
    opened.set_viewport_size({"width": 390, "height": 844})
    width = opened.evaluate("document.documentElement.scrollWidth")
    shown = opened.locator("#statements tbody tr td:nth-child(5)").first.bounding_box()
    if before:
        opened.set_viewport_size(before)
    assert width == 390
    assert shown
    assert shown["width"] > 100


def test_the_timeline_has_a_bar_for_each_execution(opened: Page) -> None:
    expect(opened.locator("#timeline rect.statement")).to_have_count(5)


def test_an_hour_without_a_statement_is_no_wide_gap_in_the_timeline(opened: Page) -> None:
    bars = opened.locator("#timeline rect.statement").all()
    widths = [box["width"] for bar in bars if (box := bar.bounding_box())]
    assert sum(widths) > 200


def test_a_part_of_the_timeline_is_seen_larger(opened: Page) -> None:
    bars, timeline = opened.locator("#timeline rect.statement"), opened.locator("#timeline svg")
    box = timeline.bounding_box()
    assert box
    opened.mouse.move(box["x"] + 5, box["y"] + 5)
    opened.mouse.down()
    opened.mouse.move(box["x"] + box["width"] / 5, box["y"] + 5)
    opened.mouse.up()
    assert bars.count() < 5
    timeline.dblclick()
    expect(bars).to_have_count(5)


def test_a_bar_of_the_timeline_opens_its_statement(opened: Page) -> None:
    opened.locator("#timeline rect.statement").first.dispatch_event("click")
    expect(opened.locator("#detail")).to_be_visible()


def test_the_findings_and_the_index_are_there(opened: Page) -> None:
    expect(opened.locator("#findings")).to_contain_text("COLP201")
    expect(opened.locator("#indexes")).to_contain_text('Index("ix_item_group')
    expect(opened.locator("#indexes")).to_contain_text(" kB")


def test_names_never_become_markup(report: str) -> None:
    assert "<img" not in report
