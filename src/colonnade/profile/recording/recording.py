"""Recording in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from colonnade.profile.recording.record import Reading, Record
from colonnade.profile.recording.recorder import Recorder


@contextmanager
def recording(*, values: bool = False) -> Iterator[Record]:
    """Record what every engine of this process sends while the block runs.

    Args:
        values: whether a few executions of each statement are kept with their values, as index advice needs them.

    Returns:
        The record; it is whole when the block ends.
    """
    record = Record()
    recorder = Recorder(Reading(record).line, values=values)
    recorder.start()
    try:
        yield record
    finally:
        recorder.stop()
