"""The pages of the site: each is in the navigation, and each rule and error has one."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

from colonnade import errors
from colonnade.check.rule import load_rules
from tests.processes import ROOT


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
