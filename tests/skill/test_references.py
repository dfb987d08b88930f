"""The references hold what the guides promise of them, and each of their blocks runs as a part of the documentation."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import PAGES, blocks
from tests.processes import ROOT

GREP = {
    "SQLModel.*table=True\\|Field(\\|Relationship(": "models",
    "back_populates\\|foreign_key\\|link_model": "relationships",
    "select(\\|where(\\|join(\\|group_by(": "queries",
    "alembic\\|revision\\|upgrade\\|downgrade": "migrations",
    "session.add\\|session.commit\\|session.delete": "crud-operations",
    "Depends\\|get_session\\|response_model": "crud-operations",
    "index=True\\|unique=True\\|CheckConstraint": "models",
}
"""The lines by which the guides search the references, and one that each must find."""

LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


@pytest.mark.parametrize(("pattern", "name"), GREP.items(), ids=GREP.values())
def test_grep_finds_what_it_looks_for(skill: Path, pattern: str, name: str) -> None:
    found = subprocess.run(
        ["grep", "-rlc", pattern, "references/"], cwd=skill, capture_output=True, text=True
    )
    assert f"references/{name}.md" in found.stdout.split()


def test_every_alternative_of_these_lines_finds_something(skill: Path) -> None:
    text = "".join(path.read_text() for path in (skill / "references").iterdir())
    words = [word for pattern in GREP for word in pattern.split("\\|")]
    assert [word for word in words if not re.search(word.replace("(", "\\("), text)] == []


def test_every_block_is_one_of_the_documentation(skill: Path) -> None:
    run = {block.source for page in PAGES for block in blocks(page.read_text(encoding="utf-8"))}
    shown = {
        block.source
        for path in (skill / "references").iterdir()
        for block in blocks(path.read_text(encoding="utf-8"))
    }
    assert len(shown) > 150
    assert shown <= run


def anchors(text: str) -> set[str]:
    """What links may lead to: the places of the table of contents, all headings, and marks."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", line).lower().replace(" ", "-") for line in headings]
    numbered = {f"{name}-{n}" for n in range(1, 9) for name in plain if plain.count(name) > n}
    return {*plain, *numbered, *re.findall(r'<a id="(\w+)">', prose)}


def test_links_lead_somewhere(skill: Path) -> None:
    texts = {path.name: path.read_text() for path in (skill / "references").iterdir()}
    lost = [
        (name, path, anchor)
        for name, text in texts.items()
        for path, anchor in LINK.findall(re.sub(r"(?ms)^```.*?^```", "", text))
        if anchor not in anchors(texts[path or name])
    ]
    assert lost == []


def test_every_deliverable_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/deliverables.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
