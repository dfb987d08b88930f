"""When a unit of work is worth another try: the database rolled it back because of another one."""

import random
from collections.abc import Iterator

from colonnade.errors import ConfigurationError, Deadlock, SerializationFailure

WORTH_A_RETRY = (Deadlock, SerializationFailure)
"""The transaction is rolled back as a whole, so running it again does nothing twice."""

FIRST_PAUSE = 0.05


def pauses(attempts: int) -> Iterator[float]:
    """How many seconds to wait before each further attempt: twice as long each time, and never the same for two.

    Args:
        attempts: how often the work is tried in all.

    Raises:
        ConfigurationError: it is not tried at all.
    """
    if attempts < 1:
        raise ConfigurationError("A unit of work needs at least one attempt.")
    return (FIRST_PAUSE * 2**n * random.uniform(0.5, 1.5) for n in range(attempts - 1))
