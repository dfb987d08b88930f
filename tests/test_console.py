"""What follows the tutorial tells a command that does something else than the page shows."""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.processes import ROOT

PAGE = """\
```text title="greeting.txt"
hello
```

```console
$ NAME=ann; cat greeting.txt
hello
$ echo $NAME; echo one; echo two
ann
...
$ echo 12 tasks
... tasks
```
"""


@pytest.fixture(scope="module")
def console() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        yield import_module("console")


def followed(console: ModuleType, page: str, folder: Path) -> list[str]:
    found: list[str] = console.mistakes_of(console.steps_of(page), folder, os.environ)
    return found


def test_a_page_is_followed_in_one_shell(console: ModuleType, tmp_path: Path) -> None:
    assert followed(console, PAGE, tmp_path) == []
    assert len(console.steps_of(PAGE)) == 4


def test_other_output_is_a_mistake(console: ModuleType, tmp_path: Path) -> None:
    (said,) = followed(console, PAGE.replace("\nann\n", "\nbob\n"), tmp_path)
    assert said.startswith("line 8: echo $NAME")


@pytest.mark.parametrize("command", ["false", "cat nowhere", "exit 0", "echo $NOTHING"])
def test_a_command_that_fails_is_a_mistake(
    console: ModuleType, tmp_path: Path, command: str
) -> None:
    page = f"```console\n$ {command}\n$ echo done\n```\n"
    (said,) = followed(console, page, tmp_path)
    assert said.startswith(f"line 2: {command}")
