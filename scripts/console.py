"""Commands that a page shows: found, run in one shell, and their output compared with what the page says.

A block of `console` has commands behind `$ ` and below each what it prints. A line `...` stands for any lines, `...` within a line for
anything. A command without output may print what it likes. A block with `title="name"` is a file, written before what follows.
"""

import re
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_SETUP = "set -u\n"
_STEP = """\
{{
{command}
}} > {output} 2>&1
echo $? > {code}
[ "$(cat {code})" = 0 ] || exit 1
"""


@dataclass(frozen=True)
class Step:
    """A command of a page, or a file that it shows.

    Attributes:
        line: where it is on the page.
        command: what is run.
        shown: the lines that the page shows below it.
    """

    line: int
    command: str
    shown: tuple[str, ...] = ()


def steps_of(text: str) -> list[Step]:
    """The commands and files of a page, in order."""
    steps: list[Step] = []
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start(3)) + 1
        if found[2]:
            steps.append(Step(line, _file(found[2], found[3])))
        elif found[1] == "console":
            steps += _commands(found[3], line)
    return steps


def _file(name: str, text: str) -> str:
    return f"cat > {shlex.quote(name)} <<'END OF FILE'\n{text}END OF FILE"


def _commands(block: str, first: int) -> list[Step]:
    steps: list[Step] = []
    for number, line in enumerate(block.splitlines(), first):
        if line.startswith("$ "):
            steps.append(Step(number, line[2:]))
        else:
            last = steps[-1]
            steps[-1] = Step(last.line, last.command, (*last.shown, line))
    return steps


def mistakes_of(
    steps: list[Step], folder: Path, environment: Mapping[str, str], limit: float = 600
) -> list[str]:
    """Run the commands in one shell, and say what went otherwise than the page has it.

    Args:
        steps: from `steps_of`.
        folder: where the shell starts.
        environment: its variables.
        limit: seconds for all of them.
    """
    logs = folder / ".console"
    logs.mkdir()
    script = _SETUP + "".join(
        _STEP.format(command=step.command, output=logs / f"{n}.out", code=logs / f"{n}.code")
        for n, step in enumerate(steps)
    )
    # What the page starts in the background ends with its shell.
    subprocess.run(
        ["bash", "-c", f"trap 'kill $(jobs -p) 2>/dev/null' EXIT\n{script}"],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        timeout=limit,
        check=False,
    )
    return [said for n, step in enumerate(steps) if (said := _mistake(step, logs, n))]


def _mistake(step: Step, logs: Path, number: int) -> str:
    code, output = logs / f"{number}.code", logs / f"{number}.out"
    if not code.exists():
        return "" if not output.exists() else f"line {step.line}: {step.command} did not end"
    printed = output.read_text(encoding="utf-8", errors="replace")
    if code.read_text().strip() != "0":
        return f"line {step.line}: {step.command}\n{printed}"
    if step.shown and not matches(step.shown, printed):
        shown = "\n".join(step.shown)
        return f"line {step.line}: {step.command}\nshown:\n{shown}\nprinted:\n{printed}"
    return ""


def matches(shown: tuple[str, ...], printed: str) -> bool:
    """Whether the output is as it is shown; colours do not count."""
    parts = (
        r"(?:.*\n)*" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n"
        for line in shown
    )
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    return re.fullmatch("".join(parts), plain if plain.endswith("\n") else f"{plain}\n") is not None
