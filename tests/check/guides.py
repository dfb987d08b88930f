"""The Python in texts of Markdown, each block as a file of one project."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from colonnade.check.config import Config
from colonnade.check.judging import judge
from colonnade.check.project import Project
from colonnade.check.reading import read_content
from colonnade.check.rule import load_rules

GUIDES = Path(__file__).resolve().parents[3] / "shared" / "seeds"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DEFINES = re.compile(r"^(?:class|def|async def) (\w+)", re.MULTILINE)
_PATH = re.compile(r"\w+(?:/\w+)*\.py")
_USES = re.compile(r"\b[A-Za-z_]\w*\b")
_IMPORTS = {
    "fastapi": "FastAPI APIRouter Depends HTTPException",
    "sqlalchemy": "text",
    "sqlalchemy.exc": "IntegrityError",
    "sqlalchemy.ext.asyncio": "AsyncSession",
    "sqlalchemy.orm": "joinedload selectinload",
    "sqlmodel": "Field Relationship SQLModel Session and_ col create_engine func or_ select",
    "typing": "List Optional",
    "datetime": "datetime",
    "alembic": "op",
}
"""What texts leave out because an earlier block imports it."""


def guide(number: str) -> str:
    """The text of a guide; the test is skipped where the guides are not beside the repository."""
    found = sorted(GUIDES.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("the guides are not beside the repository")
    return found[0].read_text(encoding="utf-8")


def files(text: str, *, newest: bool = False) -> dict[str, str]:
    """The Python in a text: each block as a file, named by its first comment, by the text above, or by its line.

    Args:
        text: the guide.
        newest: whether a class that several blocks define is the last of them; else it is the first.
    """
    found: dict[str, str] = {}
    known: dict[str, str] = {}
    for match in _FENCE.finditer(text):
        if match[1] == "python":
            line = text.count("\n", 0, match.start(2)) + 1
            before = text[: match.start()].rstrip().rpartition("\n")[2]
            named = _PATH.search(match[2].partition("\n")[0]) or _PATH.search(before)
            path = named[0] if named else f"line_{line}.py"
            path = f"line_{line}.py" if path in found else path
            found[path] = with_imports(match[2], known)
            for name in _DEFINES.findall(match[2]):
                if newest or name not in known:
                    known[name] = path.removesuffix(".py").replace("/", ".")
    return found


def with_imports(code: str, known: Mapping[str, str] = {}) -> str:
    """Code with a first line that imports what it uses and does not import.

    Args:
        code: a block.
        known: the modules of what earlier blocks define.
    """
    imported = set(
        re.findall(r"\w+", " ".join(re.findall(r"^.*\bimport\b.*$", code, re.MULTILINE)))
    )
    used = set(_USES.findall(code)) - imported - set(_DEFINES.findall(code))
    lines = [
        f"from {module} import {', '.join(names)}"
        for module, all_names in _IMPORTS.items()
        if (names := [name for name in all_names.split() if name in used])
    ]
    lines += [f"from {known[name]} import {name}" for name in sorted(used & known.keys())]
    return "; ".join(lines) + "\n" + code


def codes(blocks: dict[str, str]) -> dict[str, set[str]]:
    """The codes of what is found in files of one project, by their paths."""
    reads = {
        path: read_content(GUIDES / path, text.encode(), GUIDES) for path, text in blocks.items()
    }
    project = Project([one.source.facts for one in reads.values() if one.source])
    return {
        path: {found.code for found in judge(one, project, Config(GUIDES), load_rules())}
        for path, one in reads.items()
    }
