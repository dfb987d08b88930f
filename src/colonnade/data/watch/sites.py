"""Which lines of the application have led to a statement.

The rule here: a frame belongs to the application unless it is of Python, of an installed package or of Colonnade. A coroutine
that waits for the database is suspended, so its frames are those of the parent greenlet.
"""

import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
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


def sites(most: int) -> tuple[Site, ...]:
    """The application's lines that are being run, the innermost first.

    Args:
        most: how many at most.
    """
    frames = islice(filter(is_of_application, frames_from(sys._getframe(1))), most)
    return tuple(map(site_of, frames))


def frames_from(frame: FrameType | None) -> Iterator[FrameType]:
    """A frame and those that led to it, through the greenlets that wait for it."""
    while frame is not None:
        yield frame
        frame = frame.f_back
    from greenlet import getcurrent  # loaded with the first session, not with the models

    greenlet = getcurrent()
    while (greenlet := greenlet.parent) is not None:
        frame = greenlet.gr_frame
        while frame is not None:
            yield frame
            frame = frame.f_back


def is_of_application(frame: FrameType) -> bool:
    """Whether a frame runs the application's code, or one of its templates."""
    ours = _files[frame.f_code.co_filename]
    return ours or (ours is None and "__jinja_template__" in frame.f_globals)


def site_of(frame: FrameType) -> Site:
    """The line that a frame has come to."""
    code = frame.f_code
    known = _sites.get((id(code), frame.f_lasti))
    if known is not None:
        return known[1]
    if len(_sites) >= _MOST_SITES:
        _sites.clear()
    site = _made(frame)
    _sites[id(code), frame.f_lasti] = code, site
    return site


def _is_application(path: str) -> bool:
    if path.startswith(_OURS) or any(part in path for part in _INSTALLED):
        return False
    return not path.startswith(_PYTHON)


def _made(frame: FrameType) -> Site:
    code = frame.f_code
    template = frame.f_globals.get("__jinja_template__")
    if template is None:
        return Site(code.co_filename, frame.f_lineno, code.co_qualname)
    in_memory = not template.filename or template.filename.startswith("<")
    return Site(
        str(template.name if in_memory and template.name else template.filename),
        template.get_corresponding_lineno(frame.f_lineno),
        code.co_name,
    )
