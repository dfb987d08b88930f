"""Time whole processes in turn and quote medians."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

Command = Sequence[str]


@dataclass(frozen=True)
class Row:
    """One measured thing: its median in seconds and its ratio to the first of its group."""

    what: str
    seconds: float
    ratio: float


def python(code: str) -> Command:
    return [sys.executable, "-c", code]


def in_turn(commands: dict[str, Command], rounds: int) -> list[Row]:
    """Run every command once per round, one after the other, so that all see the same machine."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(seconds(command))
    first = median(next(iter(times.values())))
    return [Row(name, median(values), median(values) / first) for name, values in times.items()]


def seconds(command: Command) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def show(title: str, rows: Sequence[Row]) -> None:
    table = Table(title=title, title_justify="left")
    for name in ("what", "median s", "ratio"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for row in rows:
        table.add_row(row.what, f"{row.seconds:.3f}", f"x{row.ratio:.2f}")
    Console().print(table)


def show_results(title: str, rows: Sequence[Any]) -> None:
    """Print rows of any dataclass, a column for each field."""
    table = Table(title=title, title_justify="left")
    for name in asdict(rows[0]):
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*map(str, asdict(row).values()))
    Console().print(table)
