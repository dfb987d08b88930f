"""Places in the files of a project, as people name them."""

import os
from collections.abc import Iterable
from dataclasses import replace

from colonnade.findings import Finding


def short(path: str) -> str:
    """A path as people name it: below the working directory by its relative one."""
    here = os.path.relpath(path)
    return path if here.startswith("..") else here


def shortened(findings: Iterable[Finding]) -> list[Finding]:
    """Findings whose places are named so."""
    return [replace(one, place=replace(one.place, path=short(one.place.path))) for one in findings]
