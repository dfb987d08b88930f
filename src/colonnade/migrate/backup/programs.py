"""A database's own tools, run without a password on a command line or in a message."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import which

from colonnade.errors import ConfigurationError, MigrationError


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    read: Path | None = None,
) -> None:
    """Run a tool.

    Args:
        command: its name and its arguments; nothing secret.
        environment: more variables for it.
        read: the file that it reads from.

    Raises:
        ConfigurationError: it is not installed.
        MigrationError: it fails; what it said comes along.
    """
    name = which(command[0])
    if name is None:
        raise ConfigurationError(
            f"{command[0]} is not installed, and a backup needs it.",
            "Install the client programs of the database, of the server's version or a newer one.",
        )
    with ExitStack() as stack:
        source = stack.enter_context(read.open("rb")) if read else subprocess.DEVNULL
        done = subprocess.run(
            [name, *command[1:]],
            env={**os.environ, **(environment or {})},
            stdin=source,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["nothing"]
        raise MigrationError(f"{command[0]} failed. It says: {said[0]}")
