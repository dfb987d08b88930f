"""A new rule is one new file, which a script writes."""

import runpy
import shutil
from pathlib import Path

import pytest

from colonnade.check.rule import load_rules

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository with the script and one family of rules."""
    for folder in ("scripts", "src/colonnade/check/rules/sessions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def written(copy: Path, family: str, name: str) -> int:
    return int(runpy.run_path(str(copy / "scripts/new_rule.py"))["main"](family, name))


def test_a_new_rule_is_one_file_with_the_next_code(copy):
    assert written(copy, "sessions", "engine_in_loop") == 0
    text = (copy / "src/colonnade/check/rules/sessions/engine_in_loop.py").read_text()
    last = max(rule.code for rule in load_rules().values() if rule.family == "sessions")
    assert f'CODE = "COL{int(last[3:]) + 1}"' in text
    compile(text, "engine_in_loop.py", "exec")


@pytest.mark.parametrize(
    ("family", "name"),
    [("nowhere", "rule"), ("sessions", "class"), ("sessions", "commit_in_loop"), ("", "")],
)
def test_what_cannot_be_a_rule_is_refused(copy, family, name):
    before = set(copy.rglob("*.py"))
    assert written(copy, family, name) == 2
    assert set(copy.rglob("*.py")) == before
