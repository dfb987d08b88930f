"""Which lines of the application have led to a statement.

The rule here: a frame belongs to the application unless it is of Python, of an installed package or of Colonnade. A coroutine
that waits for the database is suspended, so its frames are those of the parent greenlet.
"""

import os
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import FrameType

from greenlet import getcurrent

_OURS = str(Path(__file__).parents[2]) + os.sep
_PYTHON = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib")})
_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Site:
    """One line of the application; of a Jinja template, the template's line."""

    path: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


_known = lru_cache(maxsize=4096)(Site)
"""Looking a line up takes a fraction of making it."""


def sites(most: int, *, adjacent: bool = False) -> tuple[Site, ...]:
    """The application's lines that are being run, the innermost first.

    Args:
        most: how many at most; each takes about two microseconds.
        adjacent: whether to stop where a library has called the application, as below it there may be many frames.
    """
    found: list[Site] = []
    greenlet = getcurrent()
    frame: FrameType | None = sys._getframe(1)
    while frame is not None or greenlet.parent is not None:
        if frame is None:
            greenlet = greenlet.parent
            frame = greenlet.gr_frame
            continue
        if is_application(frame.f_code.co_filename) or "__jinja_template__" in frame.f_globals:
            found.append(_site(frame))
            if len(found) == most:
                break
        elif found and adjacent:
            break
        frame = frame.f_back
    return tuple(found)


@cache
def is_application(path: str) -> bool:
    """Whether a source file is the application's."""
    if path.startswith(("<", _OURS)) or any(part in path for part in _INSTALLED):
        return False
    return not path.startswith(_PYTHON)


def _site(frame: FrameType) -> Site:
    code = frame.f_code
    template = frame.f_globals.get("__jinja_template__")
    if template is None:
        return _known(code.co_filename, frame.f_lineno, code.co_qualname)
    return Site(
        str(template.filename or template.name),
        template.get_corresponding_lineno(frame.f_lineno),
        code.co_name,
    )
