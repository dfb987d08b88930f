"""What is known of files as bytes, in the cache and between processes.

The rule here: reading it makes values of our own and nothing else. A cache lies in the folder of a project, which may
come from anybody.
"""

import io
import pickle
from typing import Any

_VALUES = {
    "builtins": {"frozenset"},
    "colonnade.check.cache": {"Entry"},
    "colonnade.check.project": {"Class", "Facts", "Field"},
    "colonnade.findings": {"Edit", "Finding", "Place", "Severity"},
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name not in _VALUES.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name} is no value of a cache")
        return super().find_class(module, name)


def stored(value: object) -> bytes:
    """A value as bytes."""
    return pickle.dumps(value, protocol=5)


def restored(content: bytes) -> Any:
    """The value again.

    Raises:
        pickle.UnpicklingError: the bytes make something else than values of ours.
    """
    return _Reader(io.BytesIO(content)).load()
