"""The types that an application sees are exact."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

CODE = Path(__file__).with_name("typed_code.py")
REVEALED = [
    "int",
    "datetime.datetime",
    "Crud[Hero]",
    "Hero",
    "Hero | None",
    "list[Hero]",
    "Page[Hero]",
    "list[Hero]",
    "Hero",
    "Hero",
    "int",
    "Iterator[Hero]",
    "Hero",
    "int",
    "HeroStats",
    "list[HeroStats]",
    "HeroPublic",
    "HeroPublic | None",
    "list[HeroPublic]",
    "Page[HeroPublic]",
    "HeroPublic",
    "AsyncCrud[Hero]",
    "Hero",
    "Hero | None",
    "list[Hero]",
    "Page[Hero]",
    "Hero",
    "bool",
    "AsyncIterator[Hero]",
    "Hero",
    "int",
    "HeroStats",
    "list[HeroStats]",
    "HeroPublic",
    "Page[HeroPublic]",
    "HeroPublic",
]

WRONG = [
    ("Hero(name=1)", "arg-type"),
    ("Hero(titel='a')", "call-arg"),
    ("Hero(name='a').nmae", "attr-defined"),
    ("Crud(Hero, s).page(seze=3)", "call-overload"),
    ("Crud(Hero, s).list('a')", "call-overload"),
    ("Crud(Hero, s).get(1, load=[], into=Hero)", "call-overload"),
]


def mypy(path: Path, cache: Path) -> str:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), str(path)]
    root = Path(__file__).parents[2]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, check=False).stdout


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


def test_the_revealed_types_are_exact(cache: Path) -> None:
    output = mypy(CODE, cache)
    assert "error" not in output, output
    revealed = re.findall(r'Revealed type is "(.+)"', output)
    assert [
        re.sub(r"(tests|colonnade|builtins|typing)\.([a-z_]+\.)*", "", r) for r in revealed
    ] == REVEALED


def test_mistakes_are_found(cache: Path, tmp_path: Path) -> None:
    lines = [f"def f{n}(s: Session) -> object: return {code}" for n, (code, _) in enumerate(WRONG)]
    wrong = tmp_path / "wrong.py"
    imports = "from sqlmodel import Session\nfrom colonnade import Crud\n"
    wrong.write_text(f"{imports}from tests.data.typed_code import Hero\n" + "\n".join(lines))
    found = re.findall(r"error: .*\[([a-z-]+)\]", mypy(wrong, cache))
    assert found == [code for _, code in WRONG]
