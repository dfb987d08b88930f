"""Which lines of the application have led to a statement.

The rule here: a frame belongs to the application unless it is of Python, of an installed package or of Colonnade. A coroutine
that waits for the database is suspended, so its frames are those of the parent greenlet.
"""

import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType

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


class _Files(dict[str, bool | None]):
    """Whether a source file is the application's; None of what was made in memory, as a template."""

    def __missing__(self, path: str) -> bool | None:
        found = None if path.startswith("<") else _is_application(path)
        self[path] = found
        return found


_files = _Files()
_sites: dict[tuple[int, int], tuple[CodeType, Site]] = {}
"""Sites by the identity of their code, which is kept so that it stays the only one, and the instruction in it."""

_MOST_SITES = 4096


def sites(most: int, *, adjacent: bool = False) -> tuple[Site, ...]:
    """The application's lines that are being run, the innermost first.

    Args:
        most: how many at most.
        adjacent: whether to stop where a library has called the application, as below it there may be many frames.
    """
    from greenlet import getcurrent  # loaded with the first session, not with the models

    found: list[Site] = []
    greenlet = getcurrent()
    frame: FrameType | None = sys._getframe(1)
    while frame is not None or greenlet.parent is not None:
        if frame is None:
            greenlet = greenlet.parent
            frame = greenlet.gr_frame
            continue
        ours = _files[frame.f_code.co_filename]
        if ours or (ours is None and "__jinja_template__" in frame.f_globals):
            found.append(_site(frame))
            if len(found) == most:
                break
        elif found and adjacent:
            break
        frame = frame.f_back
    return tuple(found)


def _is_application(path: str) -> bool:
    if path.startswith(_OURS) or any(part in path for part in _INSTALLED):
        return False
    return not path.startswith(_PYTHON)


def _site(frame: FrameType) -> Site:
    code = frame.f_code
    known = _sites.get((id(code), frame.f_lasti))
    if known is not None:
        return known[1]
    if len(_sites) >= _MOST_SITES:
        _sites.clear()
    site = _made(frame)
    _sites[id(code), frame.f_lasti] = code, site
    return site


def _made(frame: FrameType) -> Site:
    code = frame.f_code
    template = frame.f_globals.get("__jinja_template__")
    if template is None:
        return Site(code.co_filename, frame.f_lineno, code.co_qualname)
    return Site(
        str(template.filename or template.name),
        template.get_corresponding_lineno(frame.f_lineno),
        code.co_name,
    )
