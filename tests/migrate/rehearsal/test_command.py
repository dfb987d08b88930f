"""The command: exit codes, formats, the page in a browser, and nothing left after Ctrl-C."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, sync_playwright

from tests.migrate.projects import Project

QUICK = ("--rows", "300", "--seconds", "0.5")


@pytest.fixture(scope="module")
def backend() -> str:
    return "sqlite"


@pytest.fixture(scope="module")
def written(project: Project) -> str:
    """The page of the harmful revision on the rows of a backup, as a path."""
    with project.engine().begin() as connection:
        connection.exec_driver_sql("INSERT INTO team (name, size) VALUES ('kept', 1)")
    project.do("backup", "saved.db")
    page = ("--format", "html", "--out", "page.html")
    done = project.run("rehearse", *QUICK, "--dump", "saved.db", *page)
    assert done.exit_code == 1, done.output
    return str(project.root / "page.html")


@pytest.fixture(scope="module")
def page(written: str) -> Iterator[tuple[Page, list[str]]]:
    """The page in a browser, and what it asked for or complained about."""
    path = which("chromium") or which("google-chrome")
    if path is None:
        reason = "no Chromium is installed"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        opened, heard = browser.new_page(viewport={"width": 1280, "height": 900}), []
        opened.on("console", lambda message: heard.append(message.text))
        opened.on("pageerror", lambda error: heard.append(str(error)))
        opened.on("request", lambda request: heard.append(request.url))
        opened.goto(f"file://{written}")
        yield opened, heard
        browser.close()


@pytest.mark.browser
def test_the_page_asks_for_nothing_and_complains_of_nothing(page):
    _, heard = page
    assert [one for one in heard if not one.startswith(("file:", "data:"))] == []


def test_rows_may_come_from_a_backup(written):
    assert "rows: team 1<" in Path(written).read_text()


@pytest.mark.browser
def test_a_statement_lights_its_bar(page):
    opened, _ = page
    opened.locator("#statements tbody tr").first.hover()
    assert opened.locator("#timeline.one rect.on").count() == 2
    assert opened.locator("#timeline rect.failed").count() > 0


@pytest.mark.browser
def test_bars_stay_inside_the_picture(page):
    opened, _ = page
    outside = opened.evaluate(
        """() => { const all = document.querySelector("#timeline").getBoundingClientRect();
          return [...document.querySelectorAll("#timeline rect, #timeline text")].map((one) => one.getBoundingClientRect())
            .filter((box) => box.left < all.left - 1 || box.right > all.right + 2 || box.bottom > all.bottom).map((box) => [box.left, box.right, box.bottom]); }"""
    )
    assert outside == []


def test_an_unknown_revision_is_a_mistake_of_the_person(project):
    done = project.run("rehearse", "ffff")
    assert done.exit_code == 2
    assert "There is no revision ffff." in done.stderr


def test_a_revision_that_fails_on_rows_is_found(project):
    project.revision(
        "bbbb",
        "aaaa",
        "with op.batch_alter_table('team') as batch:",
        "    batch.create_unique_constraint('uq_size', ['size'])",
        "op.execute(\"UPDATE team SET name = 'same'\")",
    )
    done = project.run("rehearse", "bbbb", *QUICK)
    next((project.root / "migrations/versions").glob("bbbb*")).unlink()
    assert done.exit_code == 1
    assert "COLM955: The migration fails on rows: UNIQUE constraint failed" in done.stdout


def test_neither_control_c_nor_sigterm_leaves_anything(tmp_path, postgresql_url):
    made = Project(tmp_path / "app", postgresql_url)
    made.do("init", "--models", "app.models")
    made.do("create", "Create tables")
    for number in (signal.SIGINT, signal.SIGTERM):
        running = made.start("rehearse", "--seconds", "600", "--rows", "10")
        assert running.stderr is not None
        while "Watching both versions" not in running.stderr.readline():
            assert running.poll() is None
        running.send_signal(number)
        assert running.wait(60) == 130
    prefix = str(sa.make_url(postgresql_url).database)[:32]
    left = f"SELECT count(*) FROM pg_database WHERE datname LIKE '{prefix}_scratch%'"
    assert made.scalar(left) == 0
