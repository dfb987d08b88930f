"""A command in a process of its own."""

import re
import subprocess
import sys
from dataclasses import dataclass

import anyio
from mcp.server.mcpserver.exceptions import ToolError

FINDINGS = 1
"""The exit code of a command that did its work and found something."""

_COMMAND = (sys.executable, "-c", "from colonnade.cli import main; main()")
_PASSWORD = re.compile(r"(?<=//)[^/@\s]*(?=@)")
_LOG = re.compile(r"^INFO  \[alembic.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Done:
    """What a command printed."""

    output: str
    errors: str


async def run(*arguments: str, finds: bool = False) -> Done:
    """Run a command of Colonnade's.

    Args:
        arguments: what follows `colonnade`.
        finds: whether 1 is an answer and no failure.

    Raises:
        ToolError: it failed, with what it said.
    """
    done = await started(*arguments)
    output, errors = (_without_secrets(text) for text in (done.stdout, done.stderr))
    if done.returncode and not (finds and done.returncode == FINDINGS):
        raise ToolError((errors or output).strip())
    return Done(output, errors)


async def started(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The command, when it has ended; the server's own stdin carries the protocol and is not its."""
    return await anyio.run_process([*_COMMAND, *arguments], stdin=subprocess.DEVNULL, check=False)


def _without_secrets(printed: bytes) -> str:
    """The text without the passwords of URLs and without Alembic's log."""
    return _LOG.sub("", _PASSWORD.sub("***", printed.decode(errors="replace")))
