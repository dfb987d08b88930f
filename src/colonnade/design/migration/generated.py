"""The first revision of generated models: written by a process of its own that imports them.

Another process, because the models are a package named `app`, as the user's own code may be, and because importing
them here would leave them in `sys.modules` and in the registry of mapped classes.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from colonnade.design.design import Backend, Files
from colonnade.errors import ModelError


def revision_of(models: Files, backend: Backend) -> str:
    """The first revision for the models in some files.

    Args:
        models: the files of `app/models`.
        backend: see `first_revision`.

    Raises:
        ModelError: the models cannot be imported.
    """
    with TemporaryDirectory(prefix="colonnade-") as folder:
        for path, text in {"app/__init__.py": "", **models}.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return _run([sys.executable, "-m", __name__, folder, backend.value])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=False, text=True, encoding="utf-8")
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelError(f"The generated models cannot be imported: {reason}")
    return done.stdout


def _main(folder: str, backend: str) -> None:
    from importlib import import_module

    from colonnade.design.migration.revision import first_revision

    sys.path.insert(0, folder)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(first_revision(import_module("app.models").metadata, Backend(backend)), end="")


if __name__ == "__main__":
    _main(*sys.argv[1:])
