"""Which lines of the application have sent a statement, found in less time than the statement takes.

The rule here: between the application and the driver are a dozen frames of libraries, and Python makes an object for each one
that is looked at. So it is remembered with a compiled statement how far away the application was, and by which function of a
library it was called. Where that is not so this time, all frames are looked through.
"""

import sys
from itertools import takewhile
from types import CodeType, FrameType
from typing import Any

from colonnade.data.watch.sites import Site, frames_from, is_of_application, site_of

_LINES = range(3)
"""So many lines are told of each statement: what sends it, and who called that."""

_MOST_KEPT = 4096

_kept: dict[Any, tuple[list[CodeType], tuple[Site, ...]]] = {}
"""Lines by the identity of their code, which is kept so that it stays the only one, and the instructions in it."""


def senders(compiled: Any) -> tuple[Site, ...]:
    """The application's lines that are being run, the innermost first, as far as no library is between them.

    Args:
        compiled: the statement, as SQLAlchemy keeps it; None for text.
    """
    try:
        depth, library = compiled.colonnade_sent_by
        frame = sys._getframe(depth)
    except (AttributeError, ValueError):
        return _lines(_search(compiled))
    sender = frame.f_back
    if frame.f_code is library and sender is not None:
        return _lines(sender) or _lines(_search(compiled))
    return _lines(_search(compiled))


def _search(compiled: Any) -> FrameType | None:
    """The innermost frame of the application."""
    depth, library, here = -1, None, sys._getframe(1)
    for frame in frames_from(here):
        if is_of_application(frame):
            if compiled is not None and library is not None:
                compiled.colonnade_sent_by = depth, library
            return frame
        depth, library = depth + 1, frame.f_code
    return None


def _lines(sender: FrameType | None) -> tuple[Site, ...]:
    """The lines of a frame and of those that called it; none when it is not the application's."""
    frame = sender
    key: Any = None
    for _ in _LINES:
        if frame is None:
            break
        key = id(frame.f_code), frame.f_lasti, key
        frame = frame.f_back
    known = _kept.get(key)
    return _told(key, sender) if known is None else known[1]


def _told(key: Any, sender: FrameType | None) -> tuple[Site, ...]:
    frame, frames = sender, list[FrameType]()
    while frame is not None and len(frames) < len(_LINES):
        frames.append(frame)
        frame = frame.f_back
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    ours = takewhile(is_of_application, frames)
    _kept[key] = [one.f_code for one in frames], tuple(map(site_of, ours))
    return _kept[key][1]
