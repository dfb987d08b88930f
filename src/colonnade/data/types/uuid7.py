"""`uuid7`: keys that sort by the time they were made (RFC 9562)."""

import os
import time
from threading import Lock
from uuid import UUID

_COUNTER_BITS = 42
_lock = Lock()
_last_ms = 0
_counter = 0


def uuid7() -> UUID:
    """A UUID of version 7, greater than every one that this process made before.

        id: UUID = Field(default_factory=uuid7, primary_key=True)

    New rows go to the end of the index, as with a counting key, and the key is known before the row is written. It
    holds the time in milliseconds, a counter of 42 bits that starts anywhere in its lower half each millisecond, and
    32 random bits: the layout of Python 3.14's `uuid.uuid7`. Who sees a key knows when its row was made.
    """
    milliseconds, counter = _next()
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | counter >> 30 << 64
    value |= 0b10 << 62 | (counter & (1 << 30) - 1) << 32
    return UUID(int=value | int.from_bytes(os.urandom(4)))


def _next() -> tuple[int, int]:
    """The time and the counter; a clock that stands still or goes back is waited for by counting."""
    global _counter, _last_ms
    now = time.time_ns() // 1_000_000
    with _lock:
        if now > _last_ms:
            _last_ms, _counter = now, _seed()
        else:
            _counter += 1
            if _counter >> _COUNTER_BITS:
                _last_ms, _counter = _last_ms + 1, _seed()
        return _last_ms, _counter


def _seed() -> int:
    return int.from_bytes(os.urandom(6)) >> 48 - (_COUNTER_BITS - 1)
