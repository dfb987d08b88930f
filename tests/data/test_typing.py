"""The types that an application sees are exact, under mypy and under pyright."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, TYPES

CODE = Path(__file__).with_name("typed_code.py")
REVEALED = [
    "int",
    "datetime",
    "Person",
    "list[Hero]",
    "Database",
    "Session",
    "Crud[Hero]",
    "Hero",
    "Hero | None",
    "list[Hero]",
    "Page[Hero]",
    "list[Hero]",
    "Person",
    "str | None",
    "int | None",
    "list[ColumnElement[bool]]",
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
    "AsyncSession",
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
    "APIRouter",
    "int",
]

WRONG = [
    ("Hero(name=1)", "arg-type", "reportArgumentType"),
    ("Hero(titel='a')", "call-arg", "reportCallIssue"),
    ("Hero(name='a').nmae", "attr-defined", "reportAttributeAccessIssue"),
    ("Crud(Hero, s).page(seze=3)", "call-overload", "reportCallIssue"),
    ("Crud(Hero, s).list('a')", "call-overload", "reportArgumentType"),
    ("Crud(Hero, s).get(1, load=[], into=Hero)", "call-overload", "reportCallIssue"),
]

Messages = list[tuple[str, int, str, str]]
"""Files, lines, kinds (`note`, or the rule of an error) and texts."""


def mypy(*paths: Path) -> Messages:
    output = run("mypy", "--strict", "--cache-dir", TYPES, *paths)
    line = r"^(.+?):(\d+): (?:note|error): (.+?)(?:  \[([a-z-]+)\])?$"
    return [
        (Path(name).name, int(number), rule or "note", text)
        for name, number, text, rule in re.findall(line, output, re.MULTILINE)
    ]


def pyright(*paths: Path) -> Messages:
    output = run("basedpyright", "--pythonpath", sys.executable, "--outputjson", *paths)
    return [
        (
            Path(one["file"]).name,
            one["range"]["start"]["line"] + 1,
            one.get("rule", "note"),
            one["message"],
        )
        for one in json.loads(output)["generalDiagnostics"]
    ]


def run(module: str, *arguments: str | Path) -> str:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout


@pytest.fixture(scope="module", params=[mypy, pyright])
def said(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Messages:
    """What a checker says about the right code and the wrong; asked once, because it takes seconds to begin."""
    wrong = tmp_path_factory.mktemp("typing") / "wrong.py"
    imports = (
        "from sqlmodel import Session; from colonnade import Crud;"
        " from tests.data.typed_code import Hero"
    )
    lines = [f"def f{n}(s: Session) -> object: return {case[0]}" for n, case in enumerate(WRONG)]
    wrong.write_text("\n".join([imports, *lines]))
    messages: Messages = request.param(CODE, wrong)
    return messages


def test_the_revealed_types_are_exact(said: Messages) -> None:
    messages = [message for message in said if message[0] == CODE.name]
    assert [message for message in messages if message[2] != "note"] == []
    revealed = [re.search(r' is "(.+)"$', text) for *_, text in messages]
    assert [re.sub(r"(\w+\.)+", "", found[1]) for found in revealed if found] == REVEALED


def test_mistakes_are_found(said: Messages) -> None:
    found = {(line, kind) for name, line, kind, _ in said if name == "wrong.py"}
    mypys = {(line, rule) for line, (_, rule, _) in enumerate(WRONG, start=2)}
    pyrights = {(line, rule) for line, (_, _, rule) in enumerate(WRONG, start=2)}
    assert mypys <= found or pyrights <= found
