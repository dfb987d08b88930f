"""The site: it builds, every link leads on, each page is in the navigation, and it fits on a phone."""

import os
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from shutil import which
from threading import Thread
from types import ModuleType

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from colonnade import errors
from colonnade.check.rule import load_rules
from tests.processes import ROOT

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
WIDTHS = {"desktop": 1280, "phone": 390}
LOOKED_AT = (
    "index",
    "checklists",
    "models/field-types",
    "reference/changes",
    "reference/rules/col401",
)


@pytest.fixture(scope="module")
def site() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        yield import_module("site_pages")


@pytest.fixture(scope="module")
def pages(site: ModuleType) -> dict[str, str]:
    made: dict[str, str] = site.pages()
    return made


def test_the_navigation_has_every_page(site: ModuleType, pages: dict[str, str]) -> None:
    nav = site.navigation(pages["index.md"])
    listed = {path for path in pages if f'"{path}"' in nav}
    sections = tuple(f"{path.removesuffix('.md')}/" for path in site.SPLIT)
    made = {path for path in pages if path.startswith(sections)}
    assert pages.keys() - made - listed == {"readme.md"}


def test_each_rule_and_each_error_has_a_page(pages: dict[str, str]) -> None:
    rules = [f"reference/rules/{code.lower()}.md" for code in load_rules()]
    kinds = [one for one in vars(errors).values() if isinstance(one, type)]
    tree = [
        f"reference/errors/{one.__name__.lower()}.md"
        for one in kinds
        if issubclass(one, errors.ColonnadeError)
    ]
    assert [path for path in (*rules, *tree) if path not in pages] == []


def test_a_link_to_a_rule_leads_to_its_page(pages: dict[str, str]) -> None:
    assert "](reference/rules/col401.md)" in pages["checklists.md"]
    assert "](../reference/rules/col140.md)" in pages["models/indexes.md"]


@pytest.fixture(scope="module")
def built(site: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder of the site, and what is wrong with it."""
    folder = tmp_path_factory.mktemp("site")
    return folder / "site", import_module("build_site").build(folder / "source", folder / "site")


def test_it_builds_without_warnings_and_dead_links(built: tuple[Path, list[str]]) -> None:
    assert built[1] == []


@pytest.mark.parametrize("link", ["gone.html", "there.html#gone", "#gone"])
def test_a_dead_link_is_named(site: ModuleType, tmp_path: Path, link: str) -> None:
    (tmp_path / "there.html").write_text("<h1 id='here'>There</h1>")
    (tmp_path / "page.html").write_text(f"<a href='there.html#here'></a><a href='{link}'></a>")
    found = import_module("build_site").dead_links(tmp_path)
    assert list(found) == [f"page.html: {link} leads nowhere"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: pytest has enough to say."""


@pytest.fixture(scope="module")
def tab(built: tuple[Path, list[str]]) -> Iterator[Page]:
    """A browser's tab on the site."""
    if CHROMIUM is None:
        reason = "no Chromium is installed"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=built[0]))
    Thread(target=server.serve_forever).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(base_url=f"http://127.0.0.1:{server.server_port}")
        browser.close()
    server.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_pages_fit_into_the_window(tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    for page in LOOKED_AT:
        tab.goto(f"/{page}.html")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page


@pytest.mark.browser
def test_it_can_be_searched(tab: Page) -> None:
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto("/index.html")
    tab.get_by_role("button", name="Search").first.click()
    tab.get_by_placeholder("Search").last.fill("composite keys")
    expect(tab.get_by_role("option").first).to_contain_text("Composite keys")
