"""Signals that end a command: what it has made on a server is dropped before it does."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def interruptible() -> Iterator[None]:
    """Tidy up at SIGTERM as at Ctrl-C."""
    with _handled({signal.SIGTERM: signal.default_int_handler}):
        yield


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Finish what was begun before SIGTERM and Ctrl-C are heard: a server may still be at it when its client is gone."""
    heard: list[int] = []
    later = dict.fromkeys((signal.SIGINT, signal.SIGTERM), lambda number, _: heard.append(number))
    with _handled(later):
        yield
    if heard:
        raise KeyboardInterrupt


@contextmanager
def _handled(handlers: dict[signal.Signals, Callable[..., Any]]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears signals
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
