"""Every Python block of the README and of docs/ runs, on the databases that its page names, and every link leads on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from colonnade import DatabaseSettings
from tests.databases import PostgreSQL
from tests.pages import PAGES, blocks, databases, mistake_in
from tests.processes import ROOT, run

LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def runs() -> list[tuple[Path, str]]:
    texts = {page: page.read_text(encoding="utf-8") for page in PAGES}
    return [(page, d) for page, text in texts.items() if blocks(text) for d in databases(text)]


@pytest.fixture(scope="module")
def pages_on_postgresql(postgresql: PostgreSQL) -> Iterator[str]:
    """A database for all pages: dropping their tables is quicker than making databases."""
    yield (url := postgresql.create())
    postgresql.drop(url)


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL, pages_on_postgresql: str) -> Iterator[str]:
    """The URL of that database, empty again after the test."""
    yield pages_on_postgresql
    with postgresql.connect(make_url(pages_on_postgresql).database or "") as connection:
        connection.execute("drop schema public cascade")
        connection.execute("create schema public")


@pytest.mark.parametrize(
    ("page", "database"), runs(), ids=[f"{name(page)}-{database}" for page, database in runs()]
)
def test_a_page_runs(page: Path, database: str, request: pytest.FixtureRequest) -> None:
    mistake = mistake_in(page, request.getfixturevalue(f"{database}_url"))
    if mistake:
        pytest.fail(mistake, pytrace=False)


def test_no_block_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """A block with a title is a file of the tutorial, and `py` a fragment, which its page runs elsewhere; all others run."""
    fences = re.compile(r"^```(?:python|pycon)\b(?! title=).*$", re.MULTILINE)
    texts = {name(page): page.read_text(encoding="utf-8") for page in PAGES}
    found = {page: len(blocks(text)) for page, text in texts.items()}
    assert found == {page: len(fences.findall(text)) for page, text in texts.items()}
    with capsys.disabled():
        print(
            f"\n{sum(found.values())} Python blocks run, on {sum(map(bool, found.values()))} pages"
        )


def test_a_mistake_is_shown_with_its_line(tmp_path: Path, sqlite_url: str) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```python\none = 1\n```\n\n```python\nassert one == 2\n```\n")
    assert f'File "{page}", line 8' in mistake_in(page, sqlite_url)
    assert "assert one == 2" in mistake_in(page, sqlite_url)


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub and mkdocs make them of its headings."""
    words = (
        re.sub(r"[^\w\- ]", "", line).lower() for line in HEADING.findall(page.read_text("utf-8"))
    )
    return {line.replace(" ", "-") for line in words}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for path, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not anchor or anchor in headings(target), f"{path}#{anchor}"


def test_the_index_lists_every_page() -> None:
    index = ROOT / "docs" / "index.md"
    links = (path for path, _ in LINK.findall(index.read_text(encoding="utf-8")))
    listed = {(index.parent / link).resolve() for link in links}
    assert [name(page) for page in PAGES[1:] if page not in {index, *listed}] == []


def test_the_blocks_are_formatted(tmp_path: Path) -> None:
    for page in PAGES:
        for block in blocks(page.read_text(encoding="utf-8")):
            place = name(page).replace("/", "_")
            (tmp_path / f"{place}_{block.line}.py").write_text(block.source, encoding="utf-8")
    run(tmp_path, "-m", "ruff", "format", "--diff", "--isolated", "--line-length", "100", ".")


def test_every_setting_has_its_row() -> None:
    page = (ROOT / "docs" / "sessions" / "database.md").read_text(encoding="utf-8")
    assert [field for field in DatabaseSettings.model_fields if f"`{field}`" not in page] == []
