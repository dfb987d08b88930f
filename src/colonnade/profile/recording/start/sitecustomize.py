"""Python runs this when it starts, because `colonnade profile` puts its folder first on the path.

It runs the `sitecustomize` that Python would have found without it, and begins to record as soon as the program imports
SQLAlchemy. Until then nothing is imported: a program that needs no database pays nothing, and pytest finds its plugins as ever.
"""

import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any

_HERE = os.path.dirname(os.path.abspath(__file__))


class _After:
    """Does something once, when a module has been imported."""

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        self._name = name
        self._then = then

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The module as it is found without this, with something to do behind it."""
        if name != self._name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def executed(module: Any) -> None:
                execute(module)
                self._then()

            spec.loader.exec_module = executed  # type: ignore[method-assign]
        return spec


def _others() -> None:
    path = [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def _record() -> None:
    # The program may be in the middle of importing SQLModel, so nothing that is imported here may need it.
    from colonnade.profile.recording.process import start

    start()


def _mark() -> None:
    from colonnade.profile.recording.requests import mark_requests

    mark_requests()


_others()
# Another Python that the command starts may have no Colonnade.
if "COLONNADE_PROFILE" in os.environ and importlib.util.find_spec("colonnade") is not None:
    sys.meta_path[:0] = [_After("sqlalchemy", _record), _After("starlette.applications", _mark)]
