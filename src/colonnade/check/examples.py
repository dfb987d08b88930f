"""The examples on a rule's page: what is bad, how it is good, and what looks alike and is fine.

A block that holds several files begins each with a line `# file: app/models.py`.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(r"^(Bad|Good|Fine):\n\n((?:    .*\n|\n)+)", re.MULTILINE)
_FILE = re.compile(r"^# file: (\S+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One block of a page.

    Attributes:
        kind: `Bad`, `Good` or `Fine`.
        files: the text of each file by its path; `example.py` where the block names none.
    """

    kind: str
    files: dict[str, str]


def examples_of(page: str) -> Iterator[Example]:
    """The examples of a page, in order; each `Good` is the `Bad` before it, mended."""
    for match in _BLOCK.finditer(f"{page.rstrip()}\n\n"):
        yield Example(match[1], _files(textwrap.dedent(match[2]).strip("\n") + "\n"))


def _files(text: str) -> dict[str, str]:
    parts = _FILE.split(text)
    if len(parts) == 1:
        return {"example.py": text}
    return {
        path: code.strip("\n") + "\n" for path, code in zip(parts[1::2], parts[2::2], strict=True)
    }
