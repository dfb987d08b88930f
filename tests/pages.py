"""The Python blocks of the documentation, page by page.

A page is one program: its blocks run in order, in a process of its own, so that two pages may declare the same tables.
The processes are forked from one that has imported everything already. `DATABASE_URL` names an empty database; the page
says on which ones it runs:

    <!-- databases: sqlite postgresql mariadb -->
"""

import multiprocessing
import os
import re
import sys
import traceback
import warnings
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

from tests.processes import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LIMIT = 60
"""Seconds after which a page has failed."""

_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DATABASES = re.compile(r"^<!-- databases: ([a-z ]+) -->$", re.MULTILINE)

forked = multiprocessing.get_context("forkserver")
forked.set_forkserver_preload(["colonnade.data.crud.aio", "fastapi.testclient", "tests.pages"])


@dataclass(frozen=True)
class Block:
    """Some code of a page, and the line it begins at."""

    line: int
    source: str


def blocks(text: str) -> list[Block]:
    """The Python blocks of a page."""
    return [
        Block(text.count("\n", 0, found.start(1)) + 1, found[1]) for found in _BLOCK.finditer(text)
    ]


def databases(text: str) -> list[str]:
    """On which databases a page runs."""
    said = _DATABASES.search(text)
    return said[1].split() if said else ["sqlite"]


def mistake_in(page: Path, url: str) -> str:
    """What goes wrong when the page runs on an empty database, with its line; nothing when all is well."""
    here, there = forked.Pipe()
    process = forked.Process(target=_run, args=(str(page), url, there))
    process.start()
    there.close()
    try:
        said = str(here.recv()) if here.poll(LIMIT) else f"{page} takes longer than {LIMIT} seconds"
    except EOFError:
        said = f"{page}: its process ended"
    process.kill()
    process.join()
    return said


def _run(page: str, url: str, answer: Connection) -> None:
    os.environ["DATABASE_URL"] = url
    warnings.simplefilter("error", category=_warning())
    # A real module, because pydantic looks there for names that are declared later.
    module = sys.modules["page"] = ModuleType("page")
    try:
        for block in blocks(Path(page).read_text(encoding="utf-8")):
            # The empty lines before it let a traceback show the page's own line.
            exec(compile("\n" * (block.line - 1) + block.source, page, "exec"), vars(module))
    except BaseException as error:
        answer.send("".join(_lines_of(page, error)))
    else:
        answer.send("")


def _lines_of(page: str, error: BaseException) -> list[str]:
    """The traceback from the page's own line on."""
    frames = traceback.extract_tb(error.__traceback__)
    first = next((n for n, frame in enumerate(frames) if frame.filename == page), 0)
    return [*traceback.format_list(frames[first:]), *traceback.format_exception_only(error)]


def _warning() -> type[Warning]:
    from sqlalchemy.exc import SAWarning

    return SAWarning
