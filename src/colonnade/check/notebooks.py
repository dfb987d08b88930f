"""Notebooks: their code cells as one text, and back from a line of it to the cell."""

import json
import re
from dataclasses import replace
from typing import Any

from colonnade.findings import Finding

_MAGIC = re.compile(r"^(\s*)([%!?].*|.*\?)$")


def code_of(document: str) -> tuple[str, list[tuple[int, int]]]:
    """The code of a notebook.

    Args:
        document: the notebook's JSON.

    Returns:
        The text of its code cells, and for each its number (counted from 1, other cells too) and first line.

    Raises:
        ValueError: it is no notebook.
    """
    found = json.loads(document)
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        raise ValueError("it has no cells")
    lines: list[str] = []
    starts: list[tuple[int, int]] = []
    for number, cell in enumerate(found["cells"], 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            starts.append((number, len(lines) + 1))
            lines += _plain(_source(cell))
    return "\n".join(lines) + "\n", starts


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source") or []
    lines = [source] if isinstance(source, str) else source
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise ValueError("a cell has something else than text")
    return "".join(lines)


def in_cells(finding: Finding, starts: list[tuple[int, int]]) -> Finding:
    """A finding with its place in the cell; without edits, as cells are not written."""
    place = finding.place
    begun = [(number, first) for number, first in starts if first <= max(place.line, 1)]
    number, first = begun[-1] if begun else (1, 1)
    path = f"{place.path}:cell {number}"
    return replace(finding, place=replace(place, path=path, line=place.line - first + 1), edits=())


def _plain(source: str) -> list[str]:
    """The lines of a cell, with a `pass` for each command of the notebook itself."""
    # Not `splitlines`, for which other characters end a line as well.
    lines = source.removesuffix("\n").split("\n") if source else []
    if source.lstrip().startswith("%%"):
        return ["pass" for _ in lines]
    return [_MAGIC.sub(r"\1pass", line) for line in lines]
