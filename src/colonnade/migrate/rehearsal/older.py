"""The models of another version of the project: of a folder, or of a revision of git.

They are imported in a process of their own, because those of this version are imported here, under the same names.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from sqlalchemy import make_url

from colonnade.errors import ColonnadeError, SourceError, UsageError
from colonnade.migrate.project import find_migrations
from colonnade.migrate.rehearsal.versions import columns_of
from colonnade.migrate.roundtrip.steps import Steps


def older_columns(named: str, start: Path, url: str) -> dict[str, set[str]]:
    """The columns that the models of another version know, by table.

    Args:
        named: a folder that holds the project as it was, or a revision of git.
        start: the folder of the project, or one below it.
        url: an empty database; `env.py` of the other version connects to it.

    Raises:
        UsageError: there is neither such a folder nor such a revision.
        SourceError: the models cannot be imported.
    """
    with _folder(named, start) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "colonnade.migrate.rehearsal.older"],
            cwd=folder,
            env={**os.environ, "DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    words = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines() or [""]
    if done.returncode != 0:
        raise SourceError(f"The models of {named} cannot be read: {words[-1]}")
    return {table: set(names) for table, names in json.loads(words[-1]).items()}


@contextmanager
def _folder(named: str, start: Path) -> Iterator[Path]:
    """The folder of the project in another version."""
    if Path(named).is_dir():
        yield Path(named)
        return
    here = _git(start, "rev-parse", "--show-prefix").decode().strip()
    packed = _git(start, "archive", "--format=tar", f"{named}:{here}" if here else named)
    if not packed:
        raise UsageError(
            f"There is neither a folder {named} nor a revision of git of this name.",
            "Name the folder, the tag or the commit of the version that runs now.",
        )
    with tempfile.TemporaryDirectory(prefix="colonnade-") as folder:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def _git(start: Path, *arguments: str) -> bytes:
    """What git prints; nothing where it refuses, or is not there."""
    try:
        done = subprocess.run(["git", *arguments], cwd=start, capture_output=True, check=False)
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _say() -> None:
    """Print the columns of the models of the project in the working directory."""
    url = os.environ["DATABASE_URL"]
    steps = Steps(find_migrations(Path.cwd(), url), make_url(url))
    try:
        steps.begin()
    except ColonnadeError as error:
        sys.exit(error.message)
    columns = columns_of(steps.metadata)
    print(json.dumps({table: sorted(names) for table, names in columns.items()}))


if __name__ == "__main__":
    _say()
