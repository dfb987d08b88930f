"""Every command that a page shows runs, and prints what the page says; docs/commands.toml says in which project."""

import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main
from tests.pages import PAGES
from tests.processes import ROOT

BLOCKS = tomllib.loads((ROOT / "docs" / "commands.toml").read_text(encoding="utf-8"))["block"]
FENCE = re.compile(r"^```(console|sh|bash|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MODEL = """\
from colonnade import NAMING_CONVENTION, Model
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field


class Base(Model, registry=registry(metadata=MetaData(naming_convention=NAMING_CONVENTION))):
    pass


class Person(Base, table=True):
    __tablename__ = "people"

    id: int | None = Field(default=None, primary_key=True)
"""
TEXTS = {
    "": "",
    "PEOPLE": f"{MODEL}    name: str = Field(max_length=50)\n",
    "NAMES": MODEL
    + "".join(
        f"    {name}: str | None = Field(default=None, max_length=99)\n"
        for name in ("first", "last", "full_name")
    ),
}


@pytest.fixture(scope="module")
def console() -> Iterator[ModuleType]:
    """What finds the commands and compares their output; the tutorial is followed with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        yield import_module("console")


def shown() -> list[tuple[str, str]]:
    """Page and text of each block of commands; a page that is followed whole counts by its first one."""
    found: list[tuple[str, str]] = []
    for page in PAGES:
        fences = FENCE.findall(page.read_text(encoding="utf-8"))
        blocks = [as_commands(text) for kind, text in fences if kind != "text" or is_ours(text)]
        name = str(page.relative_to(ROOT))
        found += [(name, text) for text in (blocks[:1] if "tutorial" in name else blocks)]
    return found


def is_ours(text: str) -> bool:
    """Whether a block of text is commands of Colonnade's."""
    return all(line.startswith("colonnade ") for line in text.splitlines())


def as_commands(text: str) -> str:
    """The block with `$ ` before each command, which stands on one line."""
    on_one_line = re.sub(r" \\\n\s*", " ", text)
    return re.sub(r"^(?=colonnade )", "$ ", on_one_line, flags=re.MULTILINE)


def settings(page: str, text: str) -> dict[str, Any]:
    """What is said about a block; nothing when docs/commands.toml forgets it."""
    first = text.removeprefix("$ ")
    said = [one for one in BLOCKS if one["page"] == page and first.startswith(one["begins"])]
    return dict(said[0]) if said else {}


def test_no_block_is_forgotten() -> None:
    assert [
        (page, text.splitlines()[0]) for page, text in shown() if not settings(page, text)
    ] == []


def test_a_block_that_is_not_run_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    left_out = [one for one in BLOCKS if "not_run" in one]
    assert all(one["not_run"] for one in left_out)
    with capsys.disabled():
        print(f"\n{len(runs())} blocks of commands run, {len(left_out)} do not")


def runs() -> list[tuple[str, str, dict[str, Any]]]:
    """Page, text and settings of each block that is run."""
    known = [(page, text, settings(page, text)) for page, text in shown()]
    return [one for one in known if one[2] and "not_run" not in one[2]]


def invoke(arguments: list[str]) -> Result:
    """A command in this process, as if nothing of the project had been imported."""
    done = CliRunner().invoke(main, arguments)
    for name in [one for one in sys.modules if one.partition(".")[0] == "app"]:
        del sys.modules[name]
    return done


def as_here(command: str, said: dict[str, Any], url: str) -> str:
    """The command with the database and the revision of the project."""
    revisions = sorted(Path().glob("migrations/versions/*.py"))
    known = {"DATABASE_URL": url, "REVISION": "".join(p.name.split("_")[0] for p in revisions[:1])}
    for old, new in said.get("replace", {}).items():
        command = command.replace(old, known[new])
    return command


@pytest.mark.parametrize(
    ("page", "text", "said"), runs(), ids=[f"{page}-{said['begins']}" for page, _, said in runs()]
)
def test_commands_do_what_the_page_shows(
    page: str,
    text: str,
    said: dict[str, Any],
    console: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    url = request.getfixturevalue(f"{said.get('database', 'sqlite')}_url")
    for name, key in said.get("project", {}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXTS[key])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(sys, "path", [*sys.path])
    for command in said.get("before", []):
        assert invoke(shlex.split(command)).exit_code == 0
    for step in console.steps_of(f"```console\n{text}```\n"):
        command = as_here(step.command, said, url)
        program, *arguments = shlex.split(command, comments=True)
        done = invoke(arguments)
        assert (program, done.exit_code) == ("colonnade", 0), f"{command}\n{done.output}"
        assert not step.shown or console.matches(step.shown, done.stdout), done.stdout
