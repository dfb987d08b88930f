"""The same mistakes as different people write them: each is found, and its twin without it is not accused.

`styles/*.txt` has the pairs. A snippet belongs to the project in `styles/project` and begins with its imports, unless it
says that it stands alone.
"""

from functools import cache
from pathlib import Path

import pytest

from colonnade.check.config import Config
from colonnade.check.judging import judge
from colonnade.check.project import Project
from colonnade.check.reading import Read, read_content

STYLES = Path(__file__).parent / "styles"
ROOT = STYLES / "project"
RULES = Config(ROOT).rules()


def snippets() -> list[tuple[str, str, str]]:
    """The code of the mistake, the mistake, and its twin."""
    found = []
    for file in sorted(STYLES.glob("*.txt")):
        for one in file.read_text(encoding="utf-8").split("==== ")[1:]:
            code, _, rest = one.partition("\n")
            bad, _, fine = rest.partition("---- fine\n")
            found.append((code, bad, fine))
    return found


def text(name: str) -> str:
    return (ROOT / f"{name}.txt").read_text(encoding="utf-8")


def read(path: str, content: str) -> Read:
    return read_content(ROOT / path, content.encode(), ROOT)


@cache
def around() -> list[Read]:
    return [read("app/models.py", text("models")), read("app/deps.py", text("deps"))]


@cache
def codes(snippet: str, on_request: str = "") -> set[str]:
    """What is found in a snippet and not in its imports alone.

    Args:
        snippet: the code.
        on_request: a rule that holds although it may be one on request.
    """
    content = snippet if snippet.startswith("# alone") else text("imports") + snippet
    one = read("app/snippet.py", content)
    project = Project([known.source.facts for known in (*around(), one) if known.source])
    rules = Config(ROOT, select=("COL", on_request)).rules() if on_request else RULES
    return {found.code for found in judge(one, project, Config(ROOT), rules)}


PAIRS = snippets()
NAMES = [f"{code}-{number}" for number, (code, _, _) in enumerate(PAIRS)]


@pytest.mark.parametrize(("code", "bad"), [(code, bad) for code, bad, _ in PAIRS], ids=NAMES)
def test_a_mistake_is_found_however_it_is_written(code, bad):
    assert code in codes(bad, code)


@pytest.mark.parametrize("fine", [fine for _, _, fine in PAIRS], ids=NAMES)
def test_a_twin_without_the_mistake_is_not_accused(fine):
    assert codes(fine) == set()
