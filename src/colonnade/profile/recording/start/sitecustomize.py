"""Python runs this when it starts, because `colonnade profile` puts its folder first on the path.

It begins to record, and then runs the `sitecustomize` that Python would have found without it.
"""

import importlib.machinery
import importlib.util
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


def _others() -> None:
    path = [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)


def _record() -> None:
    folder = os.environ.get("COLONNADE_PROFILE")
    if folder is None:
        return
    try:
        from colonnade.profile.recording.process import start
    except ImportError:
        return  # another Python, which has no Colonnade
    start(folder)


_others()
_record()
