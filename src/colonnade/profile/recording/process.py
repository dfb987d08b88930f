"""Recording a whole process into a file, and starting a command so that it does."""

import atexit
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from colonnade.errors import UsageError
from colonnade.profile.recording.record import VERSION
from colonnade.profile.recording.recorder import Line, Recorder

FOLDER = "COLONNADE_PROFILE"
"""The environment variable that names the folder of the records."""

VALUES = "COLONNADE_PROFILE_VALUES"
"""The environment variable that says whether values are kept."""

_STOPPED = {-signal.SIGINT, -signal.SIGTERM, 128 + signal.SIGINT, 128 + signal.SIGTERM}
"""How a server ends that somebody has stopped."""

_START = Path(__file__).parent / "start"
_PLUGIN = "colonnade.profile.recording.pytest_scope"


class File:
    """The record of one process; a process that is forked off writes its own.

    Args:
        folder: where it is.
        values: whether it holds values; its first line says so.
    """

    def __init__(self, folder: Path, *, values: bool) -> None:
        self._folder = folder
        self._first = {"colonnade profile": VERSION, "holds values": values}
        self._file: TextIO | None = None

    def line(self, line: Line) -> None:
        """Write a line at once."""
        if self._file is None:
            self._file = self._opened()
        self._file.write(json.dumps(line) + "\n")

    def _opened(self) -> TextIO:
        path = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}.jsonl"
        # Values of rows may be in it, so nobody else may read it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        file = os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)
        file.write(json.dumps(self._first) + "\n")
        return file


def start() -> None:
    """Record this process until it ends, as `run` has told it."""
    record_into(Path(os.environ[FOLDER]), values=bool(os.environ.get(VALUES)))


def record_into(folder: Path, *, values: bool) -> None:
    """Record this process until it ends, and those that it forks off.

    Args:
        folder: where the records go; made when it is not there, for nobody else to read.
        values: whether samples of statements are kept with their values.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    recorder = Recorder(File(folder, values=values).line, values=values)
    recorder.start()
    atexit.register(recorder.stop)

    def forked() -> None:
        # A child of the child has both handlers and needs one recorder.
        if recorder.forget():
            atexit.unregister(recorder.stop)
            record_into(folder, values=values)

    os.register_at_fork(after_in_child=forked)


def run(command: Sequence[str], folder: Path, *, values: bool, quiet: bool) -> int:
    """Run a command, and every Python that it starts, with a record for each process.

    Args:
        command: as in a shell; Python, or a script that a Python runs.
        folder: where the records go.
        values: whether samples of statements are kept with their values.
        quiet: whether what the command prints goes to stderr, because a report goes to stdout.

    Returns:
        The command's exit code; 0 when somebody stopped it.

    Raises:
        UsageError: there is no such command.
    """
    environment = _environment(folder, values=values)
    try:
        process = subprocess.Popen(command, env=environment, stdout=sys.stderr if quiet else None)
    except OSError as error:
        raise UsageError(
            f"{command[0]} cannot be run: {error.strerror}.",
            "Write the command as in a shell, after `--`: colonnade profile -- pytest",
        ) from error
    with process, _left_to(process):
        code = process.wait()
    return 0 if code in _STOPPED else code


@contextmanager
def _left_to(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Let a command end as it wants to when somebody stops it; the report is made afterwards."""
    handlers: dict[signal.Signals, Callable[..., None]] = {
        signal.SIGINT: lambda *_: None,  # the terminal sends it to the command as well
        signal.SIGTERM: lambda *_: process.terminate(),
    }
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _environment(folder: Path, *, values: bool) -> dict[str, str]:
    def before(first: str, name: str, separator: str) -> str:
        return separator.join(filter(None, (first, os.environ.get(name))))

    environment: dict[str, Any] = {**os.environ, FOLDER: str(folder)}
    environment["PYTHONPATH"] = before(str(_START), "PYTHONPATH", os.pathsep)
    environment["PYTEST_PLUGINS"] = before(_PLUGIN, "PYTEST_PLUGINS", ",")
    # `colonnade` may be run by a Python whose scripts are not on the path.
    environment["PATH"] = before(str(Path(sys.executable).parent), "PATH", os.pathsep)
    if values:
        environment[VALUES] = "1"
    return environment
